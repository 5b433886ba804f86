package io.ottla.replication.decider;

import io.ottla.replication.controller.ControllerRequestContext;
import io.ottla.replication.controller.ControllerSettings;
import io.ottla.replication.controller.Decision;
import io.ottla.replication.controller.FeatureRange;
import io.ottla.replication.controller.MutationQuota;
import io.ottla.replication.controller.Scene;
import io.ottla.replication.image.FeaturesImage;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.replication.image.Provenance;
import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.message.ConfigRecord;
import io.ottla.wire.message.FeatureLevelRecord;
import io.ottla.wire.message.PartitionRecord;
import io.ottla.wire.message.RegisterBrokerRecord;
import io.ottla.wire.message.RegisterBrokerRecord.BrokerFeature;
import io.ottla.wire.message.TopicRecord;
import io.ottla.wire.protocol.Uuid;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Images to decide against, and ids that count up from a known one. */
final class Scenes {
  /** The first id that a scene gives out. */
  static final Uuid FIRST_ID = new Uuid(7, 1);

  static final Uuid ORDERS = new Uuid(9, 1);
  static final long OFFSET = 100;

  static final ControllerSettings SETTINGS =
      new ControllerSettings(
          "cluster",
          1,
          1,
          (short) 1,
          true,
          Map.of(
              FeaturesImage.METADATA_VERSION,
              ControllerSettings.METADATA_VERSIONS,
              FeaturesImage.GROUP_VERSION,
              new FeatureRange((short) 0, (short) 1),
              FeaturesImage.KRAFT_VERSION,
              new FeatureRange((short) 0, (short) 1)));

  static final int THROTTLE_MS = 700;

  private Scenes() {}

  private static final class Ids implements Supplier<Uuid> {
    private long next = FIRST_ID.leastSignificantBits();

    @Override
    public Uuid get() {
      return new Uuid(FIRST_ID.mostSignificantBits(), next++);
    }
  }

  static Scene at(MetadataImage image, int version) {
    return at(image, new ControllerRequestContext((short) version, "User:test"));
  }

  /** Somebody asks who may have so many partitions created and deleted. */
  static Scene withQuota(MetadataImage image, int version, int partitions) {
    return at(
        image, new ControllerRequestContext((short) version, "User:test", new Quota(partitions)));
  }

  private static final class Quota implements MutationQuota {
    private int left;

    Quota(int partitions) {
      left = partitions;
    }

    @Override
    public boolean admits(int partitions) {
      left -= partitions;
      return left >= 0;
    }

    @Override
    public int throttleMs() {
      return left >= 0 ? 0 : THROTTLE_MS;
    }
  }

  private static Scene at(MetadataImage image, ControllerRequestContext context) {
    return new Scene(
        image.at(new Provenance(OFFSET, 3, 0)), context, 1_700_000_000_000L, new Ids());
  }

  static MetadataImage image(ApiMessage... records) {
    MetadataImage image = MetadataImage.EMPTY;
    image =
        image.replay(
            new FeatureLevelRecord(
                FeaturesImage.METADATA_VERSION, FeaturesImage.LATEST_METADATA_VERSION));
    return replay(image, Arrays.asList(records));
  }

  static MetadataImage after(MetadataImage image, Decision<?> decision) {
    return replay(image, decision.records().stream().map(MetadataRecord::message).toList());
  }

  private static MetadataImage replay(MetadataImage image, List<? extends ApiMessage> records) {
    MetadataImage next = image;
    for (ApiMessage record : records) {
      next = next.replay(record);
    }
    return next;
  }

  /** An image with unfenced brokers. */
  static MetadataImage brokers(int... ids) {
    return image(Arrays.stream(ids).mapToObj(id -> broker(id, false)).toArray(ApiMessage[]::new));
  }

  static RegisterBrokerRecord broker(int id, boolean fenced) {
    return RegisterBrokerRecord.builder()
        .brokerId(id)
        .incarnationId(new Uuid(3, id))
        .brokerEpoch(10 + id)
        .features(List.of(new BrokerFeature("metadata.version", (short) 7, (short) 30)))
        .rack(null)
        .fenced(fenced)
        .logDirs(List.of(directory(id)))
        .build();
  }

  static Uuid directory(int broker) {
    return new Uuid(5, broker);
  }

  /** Adds the topic {@code orders} with partitions that have the given replicas, all in sync. */
  static MetadataImage withOrders(MetadataImage image, int partitions, Integer... replicas) {
    MetadataImage next = image.replay(new TopicRecord("orders", ORDERS));
    for (int i = 0; i < partitions; i++) {
      next = next.replay(partition(ORDERS, i, replicas));
    }
    return next;
  }

  static PartitionRecord partition(Uuid topic, int id, Integer... replicas) {
    return PartitionRecord.builder()
        .topicId(topic)
        .partitionId(id)
        .replicas(List.of(replicas))
        .isr(List.of(replicas))
        .directories(Arrays.stream(replicas).map(Scenes::directory).toList())
        .leader(replicas[0])
        .leaderEpoch(0)
        .partitionEpoch(0)
        .build();
  }

  static ConfigRecord topicConfig(String topic, String name, String value) {
    return new ConfigRecord((byte) 2, topic, name, value);
  }
}
