package io.ottla.replication.image;

import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.codec.Bytes;
import io.ottla.wire.message.AccessControlEntryRecord;
import io.ottla.wire.message.BrokerRegistrationChangeRecord;
import io.ottla.wire.message.ClearElrRecord;
import io.ottla.wire.message.ClientQuotaRecord;
import io.ottla.wire.message.ConfigRecord;
import io.ottla.wire.message.DelegationTokenRecord;
import io.ottla.wire.message.FeatureLevelRecord;
import io.ottla.wire.message.FenceBrokerRecord;
import io.ottla.wire.message.NoOpRecord;
import io.ottla.wire.message.PartitionChangeRecord;
import io.ottla.wire.message.PartitionRecord;
import io.ottla.wire.message.ProducerIdsRecord;
import io.ottla.wire.message.RegisterBrokerRecord;
import io.ottla.wire.message.RegisterBrokerRecord.BrokerEndpoint;
import io.ottla.wire.message.RegisterControllerRecord;
import io.ottla.wire.message.RemoveAccessControlEntryRecord;
import io.ottla.wire.message.RemoveTopicRecord;
import io.ottla.wire.message.TopicRecord;
import io.ottla.wire.message.UnfenceBrokerRecord;
import io.ottla.wire.message.UnregisterBrokerRecord;
import io.ottla.wire.message.UserScramCredentialRecord;
import io.ottla.wire.protocol.Uuid;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Sequences of records that fit one another, made from a seed: every record is made for the image
 * that the ones before it lead to.
 */
final class RecordArbitraries {
  private static final int BROKERS = 4;
  private static final int NAMES = 6;

  private final Random random;
  private MetadataImage image =
      MetadataImage.EMPTY.replay(new FeatureLevelRecord("metadata.version", (short) 30));
  private long nextId = 1;

  private RecordArbitraries(long seed) {
    this.random = new Random(seed);
  }

  /** That many records; the first finalizes the metadata version. */
  static List<ApiMessage> records(long seed, int count) {
    RecordArbitraries source = new RecordArbitraries(seed);
    List<ApiMessage> records = new ArrayList<>();
    records.add(new FeatureLevelRecord("metadata.version", (short) 30));
    while (records.size() < count) {
      ApiMessage record = source.next();
      if (record != null) {
        source.image = source.image.replay(record);
        records.add(record);
      }
    }
    return records;
  }

  private @Nullable ApiMessage next() {
    return switch (random.nextInt(20)) {
      case 0 -> registerBroker();
      case 1 -> brokerChange();
      case 2, 3 -> topic();
      case 4, 5, 6 -> partition();
      case 7, 8 -> partitionChange();
      case 9 -> removeTopic();
      case 10, 11 ->
          new ConfigRecord(
              (byte) (random.nextBoolean() ? 2 : 4),
              name(),
              key(),
              maybe(Integer.toString(pick(9))));
      case 12 -> new FeatureLevelRecord("group.version", (short) random.nextInt(2));
      case 13 -> quota();
      case 14 -> new ProducerIdsRecord(pick(BROKERS), pick(9), 1_000L * (1 + pick(50)));
      case 15 -> scram();
      case 16 -> acl();
      case 17 -> new DelegationTokenRecord("o", "r", List.of("User:x"), 1, 2, 3, "token" + pick(3));
      case 18 -> random.nextBoolean() ? new NoOpRecord() : new ClearElrRecord(maybeName());
      default ->
          new RegisterControllerRecord(pick(3), new Uuid(1, nextId++), false, List.of(), List.of());
    };
  }

  private ApiMessage registerBroker() {
    return RegisterBrokerRecord.builder()
        .brokerId(pick(BROKERS))
        .incarnationId(new Uuid(1, nextId++))
        .brokerEpoch(nextId)
        .endPoints(List.of(new BrokerEndpoint("PLAINTEXT", "host" + pick(9), 9092, (short) 0)))
        .rack(maybe("rack"))
        .fenced(random.nextBoolean())
        .logDirs(List.of(new Uuid(2, pick(9))))
        .build();
  }

  private @Nullable ApiMessage brokerChange() {
    BrokerRegistration broker = image.cluster().broker(pick(BROKERS));
    if (broker == null) {
      return null;
    }
    return switch (random.nextInt(4)) {
      case 0 -> new FenceBrokerRecord(broker.id(), broker.epoch());
      case 1 -> new UnfenceBrokerRecord(broker.id(), broker.epoch());
      case 2 -> new UnregisterBrokerRecord(broker.id(), broker.epoch());
      default ->
          BrokerRegistrationChangeRecord.builder()
              .brokerId(broker.id())
              .brokerEpoch(broker.epoch())
              .fenced((byte) (pick(3) - 1))
              .inControlledShutdown((byte) pick(2))
              .build();
    };
  }

  private @Nullable ApiMessage topic() {
    String name = name();
    return image.topic(name) == null ? new TopicRecord(name, new Uuid(3, nextId++)) : null;
  }

  private @Nullable ApiMessage partition() {
    TopicImage topic = image.topic(name());
    if (topic == null) {
      return null;
    }
    List<Integer> replicas = replicas();
    return PartitionRecord.builder()
        .topicId(topic.id())
        .partitionId(topic.partitionCount())
        .replicas(replicas)
        .directories(replicas.stream().map(id -> new Uuid(2, id)).toList())
        .isr(replicas.subList(0, 1 + pick(replicas.size())))
        .eligibleLeaderReplicas(random.nextBoolean() ? null : replicas.subList(0, 1))
        .leader(replicas.get(0))
        .leaderEpoch(pick(9))
        .partitionEpoch(pick(9))
        .build();
  }

  private @Nullable ApiMessage partitionChange() {
    TopicImage topic = image.topic(name());
    if (topic == null || topic.partitionCount() == 0) {
      return null;
    }
    int id = pick(topic.partitionCount());
    PartitionChangeRecord.Builder change =
        PartitionChangeRecord.builder().topicId(topic.id()).partitionId(id);
    if (random.nextBoolean()) {
      change.leader(pick(BROKERS) - 1);
    }
    if (random.nextBoolean()) {
      change.isr(replicas());
    }
    if (random.nextInt(4) == 0) {
      List<Integer> replicas = replicas();
      change.replicas(replicas).addingReplicas(replicas.subList(0, 1));
    }
    return change.build();
  }

  private @Nullable ApiMessage removeTopic() {
    TopicImage topic = image.topic(name());
    return topic == null || random.nextBoolean() ? null : new RemoveTopicRecord(topic.id());
  }

  private ApiMessage quota() {
    return new ClientQuotaRecord(
        List.of(new ClientQuotaRecord.EntityData("user", maybe("u" + pick(3)))),
        "producer_byte_rate",
        pick(1_000),
        random.nextInt(4) == 0);
  }

  private ApiMessage scram() {
    Bytes bytes = Bytes.copyOf(new byte[] {(byte) pick(99)});
    return new UserScramCredentialRecord("u" + pick(3), (byte) 1, bytes, bytes, bytes, 4_096);
  }

  private ApiMessage acl() {
    Uuid id = new Uuid(6, pick(3));
    return random.nextInt(3) == 0
        ? new RemoveAccessControlEntryRecord(id)
        : new AccessControlEntryRecord(
            id, (byte) 2, name(), (byte) 3, "User:x", "*", (byte) 2, (byte) 3);
  }

  private List<Integer> replicas() {
    int first = pick(BROKERS);
    List<Integer> replicas = new ArrayList<>();
    for (int i = 0; i <= pick(3); i++) {
      replicas.add((first + i) % BROKERS);
    }
    return replicas;
  }

  private String name() {
    return "topic" + pick(NAMES);
  }

  private String maybeName() {
    return random.nextBoolean() ? "" : name();
  }

  private String key() {
    return "key" + pick(3);
  }

  private @Nullable String maybe(String value) {
    return random.nextInt(4) == 0 ? null : value;
  }

  private int pick(int bound) {
    return random.nextInt(bound);
  }
}
