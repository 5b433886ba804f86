package io.ottla.replication.controller;

import static io.ottla.replication.controller.ControllerHarness.newTopic;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.replication.decider.AllDeciders;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.replication.image.PartitionImage;
import io.ottla.replication.image.TopicImage;
import io.ottla.replication.quorum.MetadataLog;
import io.ottla.replication.quorum.QuorumStatus;
import io.ottla.runtime.ManualClock;
import io.ottla.runtime.ManualLoop;
import io.ottla.storage.disk.DiskFullException;
import io.ottla.storage.disk.SimDisk;
import io.ottla.storage.disk.StorageException;
import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.message.AllocateProducerIdsRequest;
import io.ottla.wire.message.ControllerRegistrationRequest;
import io.ottla.wire.message.ControllerRegistrationResponse;
import io.ottla.wire.message.CreateTopicsResponse;
import io.ottla.wire.message.DescribeQuorumRequest;
import io.ottla.wire.message.DescribeQuorumResponse;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControllerTest {
  @TempDir Path directory;

  @Test
  void freshNodeLeadsAndFinalizesItsFeatures() {
    try (ControllerHarness node = new ControllerHarness(directory)) {
      assertThat(node.leads).isTrue();
      assertThat(node.publisher.image().features().metadataVersion()).isEqualTo((short) 30);
      assertThat(node.publisher.image().features().level("group.version")).isEqualTo((short) 1);
    }
  }

  @Test
  void registeredBrokerServesOnceItSaysSo() {
    try (ControllerHarness node = new ControllerHarness(directory)) {
      node.broker.register(error -> assertThat(error).isEqualTo(ErrorCode.NONE));
      node.loop.runAll();
      assertThat(node.publisher.image().cluster().isAlive(1)).isFalse();

      node.broker.serve(error -> assertThat(error).isEqualTo(ErrorCode.NONE));
      node.loop.runAll();

      assertThat(node.publisher.image().cluster().isAlive(1)).isTrue();
    }
  }

  @Test
  void topicIsAnsweredOnceItsLogsExist() {
    try (ControllerHarness node = new ControllerHarness(directory).serving()) {
      node.holdApplier = true;
      List<ApiMessage> answers = node.ask(newTopic("orders", 3), 7);
      assertThat(answers).isEmpty();
      assertThat(node.publisher.image().topic("orders")).isNull();

      node.unapplied.remove().run();
      node.loop.runAll();

      assertThat(error(answers)).isEqualTo(ErrorCode.NONE);
      TopicImage topic = Objects.requireNonNull(node.publisher.image().topic("orders"));
      assertThat(topic.partitionCount()).isEqualTo(3);
      assertThat(Objects.requireNonNull(topic.partition(2)).leader()).isEqualTo(1);
    }
  }

  @Test
  void nothingIsAnsweredBeforeItIsOnDisk() {
    try (ControllerHarness node = new ControllerHarness(directory).serving()) {
      node.holdDisk = true;
      List<ApiMessage> answers = node.ask(newTopic("orders", 1), 7);
      List<ApiMessage> seen = node.ask(newTopic("orders", 1), 7);
      assertThat(answers).isEmpty();
      assertThat(seen).isEmpty();

      node.releaseDisk();

      assertThat(error(answers)).isEqualTo(ErrorCode.NONE);
      assertThat(error(seen)).isEqualTo(ErrorCode.TOPIC_ALREADY_EXISTS);
    }
  }

  @Test
  void commandsThatComeDuringAnFsyncShareTheNext() {
    try (ControllerHarness node = new ControllerHarness(directory).serving()) {
      node.holdDisk = true;
      List<List<ApiMessage>> answers = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        answers.add(node.ask(newTopic("topic" + i, 1), 7));
      }
      assertThat(node.disk).hasSize(1);
      node.disk.remove().run();
      node.loop.runAll();
      assertThat(node.disk).hasSize(1);
      node.releaseDisk();

      assertThat(answers).allSatisfy(a -> assertThat(error(a)).isEqualTo(ErrorCode.NONE));
    }
  }

  @Test
  void fullDiskRefusesACommandAndTheNextFindsNoTrace() {
    SimDisk disk = new SimDisk();
    try (ControllerHarness node =
        new ControllerHarness(directory, ControllerTest::randomId, disk).serving()) {
      disk.faults().setFreeBytes(0);
      assertThat(error(node.ask(newTopic("orders", 3), 7)))
          .isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
      assertThat(node.publisher.image().topic("orders")).isNull();

      disk.faults().setFreeBytes(Long.MAX_VALUE);
      assertThat(error(node.ask(newTopic("orders", 3), 7))).isEqualTo(ErrorCode.NONE);
      assertThat(node.failure).isNull();
    }

    try (ControllerHarness node =
        new ControllerHarness(directory, ControllerTest::randomId, disk)) {
      TopicImage topic = Objects.requireNonNull(node.publisher.image().topic("orders"));
      assertThat(topic.partitionCount()).isEqualTo(3);
    }
  }

  @Test
  void failedWriteIsAnsweredAndEndsTheNode() {
    SimDisk disk = new SimDisk();
    try (ControllerHarness node =
        new ControllerHarness(directory, ControllerTest::randomId, disk).serving()) {
      node.holdDisk = true;
      List<ApiMessage> waiting = node.ask(newTopic("orders", 1), 7);
      disk.faults().failAfter(directory, 0);

      assertThat(error(node.ask(newTopic("late", 3), 7))).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);

      assertThat(node.failure).isInstanceOf(StorageException.class);
      assertThat(error(waiting)).isEqualTo(ErrorCode.NOT_CONTROLLER);
      assertThat(error(node.ask(newTopic("later", 1), 7))).isEqualTo(ErrorCode.NOT_CONTROLLER);
      disk.faults().repair();
    }
  }

  @Test
  void batchTooLargeForTheLogIsRefusedAndTheNextFindsNoTrace() {
    try (ControllerHarness node = new ControllerHarness(directory, 200_000).serving()) {
      long before = node.log.status().highWatermark();

      assertThat(error(node.ask(newTopic("orders", 10_000), 7)))
          .isEqualTo(ErrorCode.UNKNOWN_SERVER_ERROR);

      assertThat(node.log.status().highWatermark()).isEqualTo(before);
      assertThat(node.failure).isNull();
      assertThat(error(node.ask(newTopic("orders", 3), 7))).isEqualTo(ErrorCode.NONE);
    }
  }

  @Test
  void recordThatCannotBeEncodedIsRefusedAndTheNextFindsNoTrace() {
    try (ControllerHarness node = new ControllerHarness(directory).serving()) {
      ControllerRegistrationRequest unencodable =
          ControllerRegistrationRequest.builder()
              .controllerId(1)
              .listeners(
                  List.of(
                      new ControllerRegistrationRequest.Listener(
                          "CONTROLLER", "x".repeat(40_000), 9093, (short) 0)))
              .build();

      List<ApiMessage> answers = node.ask(unencodable, 0);

      assertThat(answers).hasSize(1);
      assertThat(((ControllerRegistrationResponse) answers.get(0)).errorCode())
          .isEqualTo(ErrorCode.UNKNOWN_SERVER_ERROR.code());
      assertThat(node.failure).isNull();
      assertThat(error(node.ask(newTopic("orders", 3), 7))).isEqualTo(ErrorCode.NONE);
    }
  }

  @Test
  void nodeThatStartsOnAFullDiskSaysSo() {
    SimDisk disk = new SimDisk();
    new ControllerHarness(directory, ControllerTest::randomId, disk).close();
    disk.faults().setFreeBytes(0);
    try (ControllerHarness node =
        new ControllerHarness(directory, ControllerTest::randomId, disk)) {
      assertThat(node.leads).isFalse();
      assertThat(node.failure).isInstanceOf(DiskFullException.class);
      disk.faults().setFreeBytes(Long.MAX_VALUE);
    }
  }

  /** Its start ends in a broken invariant. */
  private static final class BrokenLog implements MetadataLog {
    @Override
    public void start(MetadataLog.Listener listener) {
      throw new IllegalStateException("epoch 3 after 4");
    }

    @Override
    public long append(int epoch, long predecessor, List<MetadataRecord> records) {
      throw new AssertionError();
    }

    @Override
    public void onImage(MetadataImage image) {
      throw new AssertionError();
    }

    @Override
    public QuorumStatus status() {
      throw new AssertionError();
    }

    @Override
    public void close() {
      // There is nothing to close.
    }
  }

  @Test
  void whateverKeepsTheLogFromStartingIsTold() {
    ManualLoop loop = new ManualLoop("controller", new ManualClock(0));
    ControllerSettings settings =
        new ControllerSettings(
            ControllerHarness.CLUSTER, 1, 1, (short) 1, true, ControllerHarness.FEATURES);
    BrokenLog broken = new BrokenLog();
    Controller controller =
        new Controller(
            loop,
            broken,
            AllDeciders.create(settings, new FakeConfigs(), broken::status),
            new MetadataPublisher(loop, List.of()),
            ControllerTest::randomId);
    List<String> told = new ArrayList<>();

    controller.start(List.of(), () -> told.add("leads"), cause -> told.add(cause.getMessage()));
    loop.runAll();

    assertThat(told).containsExactly("epoch 3 after 4");
  }

  @Test
  void everythingIsThereAfterARestart() {
    MetadataImage before;
    try (ControllerHarness node = new ControllerHarness(directory).serving()) {
      node.ask(newTopic("orders", 3), 7);
      before = node.publisher.image();
    }

    try (ControllerHarness node = new ControllerHarness(directory)) {
      MetadataImage after = node.publisher.image();
      assertThat(after.topics()).isEqualTo(before.topics());
      assertThat(after.cluster()).isEqualTo(before.cluster());
      assertThat(after.features()).isEqualTo(before.features());
      assertThat(after.provenance().epoch()).isEqualTo(before.provenance().epoch() + 1);
    }
  }

  @Test
  void restartedBrokerLeadsInANewEpoch() {
    try (ControllerHarness node = new ControllerHarness(directory).serving()) {
      node.ask(newTopic("orders", 1), 7);
    }

    try (ControllerHarness node =
        new ControllerHarness(directory, ControllerTest::randomId).serving()) {
      TopicImage topic = Objects.requireNonNull(node.publisher.image().topic("orders"));
      PartitionImage partition = Objects.requireNonNull(topic.partition(0));
      assertThat(partition.leader()).isEqualTo(1);
      assertThat(partition.isr()).containsExactly(1);
      assertThat(partition.leaderEpoch()).isEqualTo(2);
    }
  }

  @Test
  void brokerThatShutsDownLeadsNothing() {
    try (ControllerHarness node = new ControllerHarness(directory).serving()) {
      node.ask(newTopic("orders", 1), 7);
      node.broker.shutDown(error -> assertThat(error).isEqualTo(ErrorCode.NONE));
      node.loop.runAll();

      TopicImage topic = Objects.requireNonNull(node.publisher.image().topic("orders"));
      assertThat(Objects.requireNonNull(topic.partition(0)).leader()).isEqualTo(-1);
      assertThat(Objects.requireNonNull(topic.partition(0)).isr()).containsExactly(1);
    }
  }

  @Test
  void blocksOfProducerIdsAreGivenOnceAcrossRestarts() {
    List<String> blocks = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      try (ControllerHarness node =
          new ControllerHarness(directory, ControllerTest::randomId).serving()) {
        long brokerEpoch = node.broker.brokerEpoch();
        blocks.addAll(
            node.ask(new AllocateProducerIdsRequest(1, brokerEpoch), 0).stream()
                .map(ApiMessage::toString)
                .toList());
      }
    }
    assertThat(blocks.get(0)).contains("producerIdStart=0, producerIdLen=1000");
    assertThat(blocks.get(1)).contains("producerIdStart=1000, producerIdLen=1000");
  }

  @Test
  void staleBrokerGetsNoProducerIds() {
    try (ControllerHarness node = new ControllerHarness(directory).serving()) {
      List<ApiMessage> answers = node.ask(new AllocateProducerIdsRequest(1, 0), 0);
      assertThat(answers).hasSize(1);
      assertThat(answers.toString()).contains("errorCode=77");
    }
  }

  @Test
  void quorumIsDescribed() {
    try (ControllerHarness node = new ControllerHarness(directory).serving()) {
      DescribeQuorumRequest request =
          new DescribeQuorumRequest(
              List.of(
                  new DescribeQuorumRequest.TopicData(
                      "__cluster_metadata", List.of(new DescribeQuorumRequest.PartitionData(0)))));
      DescribeQuorumResponse response = (DescribeQuorumResponse) node.ask(request, 2).get(0);

      DescribeQuorumResponse.PartitionData partition = response.topics().get(0).partitions().get(0);
      assertThat(partition.leaderId()).isEqualTo(1);
      assertThat(partition.leaderEpoch()).isEqualTo(1);
      assertThat(partition.highWatermark())
          .isEqualTo(node.publisher.image().provenance().offset() + 1);
      assertThat(partition.currentVoters()).hasSize(1);
    }
  }

  private static Uuid randomId() {
    return Uuid.of(UUID.randomUUID());
  }

  private static ErrorCode error(List<ApiMessage> answers) {
    assertThat(answers).hasSize(1);
    return ErrorCode.of(((CreateTopicsResponse) answers.get(0)).topics().get(0).errorCode());
  }
}
