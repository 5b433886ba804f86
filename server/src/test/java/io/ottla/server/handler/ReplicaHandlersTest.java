package io.ottla.server.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ottla.replication.partition.PartitionId;
import io.ottla.replication.partition.PartitionRegistry;
import io.ottla.server.request.Authorizer;
import io.ottla.wire.compress.Compression;
import io.ottla.wire.message.DeleteRecordsRequest;
import io.ottla.wire.message.DeleteRecordsRequest.DeleteRecordsPartition;
import io.ottla.wire.message.DeleteRecordsRequest.DeleteRecordsTopic;
import io.ottla.wire.message.DeleteRecordsResponse;
import io.ottla.wire.message.DeleteRecordsResponse.DeleteRecordsPartitionResult;
import io.ottla.wire.message.DescribeProducersRequest;
import io.ottla.wire.message.DescribeProducersRequest.TopicRequest;
import io.ottla.wire.message.DescribeProducersResponse;
import io.ottla.wire.message.ListOffsetsRequest;
import io.ottla.wire.message.ListOffsetsRequest.ListOffsetsPartition;
import io.ottla.wire.message.ListOffsetsRequest.ListOffsetsTopic;
import io.ottla.wire.message.ListOffsetsResponse;
import io.ottla.wire.message.ListOffsetsResponse.ListOffsetsPartitionResponse;
import io.ottla.wire.message.OffsetForLeaderEpochRequest;
import io.ottla.wire.message.OffsetForLeaderEpochRequest.OffsetForLeaderPartition;
import io.ottla.wire.message.OffsetForLeaderEpochRequest.OffsetForLeaderTopic;
import io.ottla.wire.message.OffsetForLeaderEpochResponse;
import io.ottla.wire.message.OffsetForLeaderEpochResponse.EpochEndOffset;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import io.ottla.wire.record.BatchLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DeleteRecords, ListOffsets, OffsetForLeaderEpoch and DescribeProducers, on a real log. */
class ReplicaHandlersTest {
  @TempDir private Path directory;

  private final Cluster cluster = Cluster.ofOneBroker();
  private TestReplica replica;

  @BeforeEach
  void open() {
    replica = new TestReplica(directory, cluster.topic("orders", 2));
  }

  @AfterEach
  void close() {
    replica.close();
  }

  @Test
  void recordsAreDeletedUpToTheOffset() {
    replica.append(3);

    for (int version = 0; version <= 2; version++) {
      assertThat(delete(Authorizer.ALLOW_ALL, "orders", 0, version, version))
          .isEqualTo(new DeleteRecordsPartitionResult(0, version, (short) 0));
    }
    assertThat(delete(Authorizer.ALLOW_ALL, "orders", 0, -1, 2).lowWatermark()).isEqualTo(3);
  }

  @Test
  void deletionsThatCannotBeAreRefused() {
    cluster.topic("__consumer_offsets", 1);
    Authorizer all = Authorizer.ALLOW_ALL;

    assertThat(deleteError(all, "orders", 0, 1)).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
    assertThat(deleteError(all, "orders", 0, -2)).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
    assertThat(deleteError(all, "orders", 1, 0)).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    assertThat(deleteError(all, "orders", 7, 0)).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    assertThat(deleteError(all, "absent", 0, 0)).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    assertThat(deleteError(all, "__consumer_offsets", 0, 0))
        .isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
    assertThat(deleteError(Exchange.denyAll(), "orders", 0, 0))
        .isEqualTo(ErrorCode.TOPIC_AUTHORIZATION_FAILED);
  }

  @Test
  void aTimeInABatchWhoseRecordsCannotBeReadIsNotFound() {
    replica.append(1);
    ByteBuffer unreadable = TestReplica.batchAt(2_000_000);
    unreadable.putShort(BatchLayout.ATTRIBUTES, (short) Compression.GZIP.id());
    CRC32C crc = new CRC32C();
    crc.update(unreadable.duplicate().position(BatchLayout.ATTRIBUTES));
    unreadable.putInt(BatchLayout.CRC, (int) crc.getValue());
    replica.append(unreadable);

    assertThat(offsetAt(1_000_000).offset()).isZero();
    assertThat(offsetAt(1_000_001).errorCode()).isEqualTo(ErrorCode.CORRUPT_MESSAGE.code());
  }

  @Test
  void whoseLookUpFailsIsNotLeftWaiting() {
    ListOffsetsHandler handler =
        new ListOffsetsHandler(
            new Replicas(
                cluster,
                (topic, partition) -> {
                  throw new IllegalStateException("broken");
                }),
            Authorizer.ALLOW_ALL,
            ReplicaHandlersTest::runAtTheEdge);

    assertThat(Exchange.of(handler, timeRequest(0), 7).isClosed()).isTrue();
  }

  @Test
  void aReplicaWhoseLogCannotBeUsedIsAStorageErrorAndOneElsewhereIsNot() {
    Uuid topicId = Objects.requireNonNull(cluster.image().topic("orders")).id();
    PartitionRegistry registry = new PartitionRegistry();
    registry.addUnserved(new PartitionId(topicId, "orders", 0));
    Replicas replicas = new Replicas(cluster, Replicas.Lookup.in(registry));

    assertThat(replicas.leader("orders", 0, -1).error()).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
    assertThat(replicas.leader("orders", 1, -1).error())
        .isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
  }

  private static void runAtTheEdge(Runnable task) {
    assertThatThrownBy(task::run).hasMessage("broken");
  }

  private static ListOffsetsRequest timeRequest(long timestamp) {
    ListOffsetsPartition partition =
        ListOffsetsPartition.builder().partitionIndex(0).timestamp(timestamp).build();
    return ListOffsetsRequest.builder()
        .topics(List.of(new ListOffsetsTopic("orders", List.of(partition))))
        .build();
  }

  private ListOffsetsPartitionResponse offsetAt(long timestamp) {
    ListOffsetsHandler handler =
        new ListOffsetsHandler(replicas(), Authorizer.ALLOW_ALL, Runnable::run);
    return Exchange.of(handler, timeRequest(timestamp), 7)
        .response(ListOffsetsResponse.class)
        .topics()
        .get(0)
        .partitions()
        .get(0);
  }

  @Test
  void endOfTheEpochIsToldInEveryVersion() {
    replica.append(2);

    for (int version = 2; version <= 4; version++) {
      EpochEndOffset end = endOf(Authorizer.ALLOW_ALL, 0, -1, TestReplica.LEADER_EPOCH, version);
      assertThat(end.leaderEpoch()).isEqualTo(TestReplica.LEADER_EPOCH);
      assertThat(end.endOffset()).isEqualTo(2);
    }
    assertThat(endOf(Authorizer.ALLOW_ALL, 0, -1, 99, 4).endOffset()).isEqualTo(-1);
  }

  @Test
  void clientsWithAnotherEpochAreTurnedAway() {
    Authorizer all = Authorizer.ALLOW_ALL;

    assertThat(endOf(all, 0, 4, 5, 4).errorCode()).isEqualTo(ErrorCode.FENCED_LEADER_EPOCH.code());
    assertThat(endOf(all, 0, 6, 5, 4).errorCode()).isEqualTo(ErrorCode.UNKNOWN_LEADER_EPOCH.code());
    assertThat(endOf(all, 1, -1, 5, 4).errorCode())
        .isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER.code());
    assertThat(endOf(Exchange.denyAll(), 0, -1, 5, 4).errorCode())
        .isEqualTo(ErrorCode.TOPIC_AUTHORIZATION_FAILED.code());
  }

  @Test
  void partitionWithoutProducersHasNone() {
    DescribeProducersResponse response = producers(Authorizer.ALLOW_ALL, "orders");

    assertThat(response.topics().get(0).partitions().get(0).errorCode()).isZero();
    assertThat(response.topics().get(0).partitions().get(0).activeProducers()).isEmpty();
  }

  @Test
  void producersOfBadOrForeignTopicsAreNotTold() {
    assertThat(producersError(Authorizer.ALLOW_ALL, "a b"))
        .isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
    assertThat(producersError(Authorizer.ALLOW_ALL, "absent"))
        .isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    assertThat(producersError(Exchange.denyAll(), "orders"))
        .isEqualTo(ErrorCode.TOPIC_AUTHORIZATION_FAILED);
  }

  private Replicas replicas() {
    return new Replicas(cluster, replica.lookup());
  }

  private ErrorCode deleteError(Authorizer authorizer, String topic, int partition, long offset) {
    return ErrorCode.of(delete(authorizer, topic, partition, offset, 2).errorCode());
  }

  private DeleteRecordsPartitionResult delete(
      Authorizer authorizer, String topic, int partition, long offset, int version) {
    DeleteRecordsRequest request =
        new DeleteRecordsRequest(
            List.of(
                new DeleteRecordsTopic(
                    topic, List.of(new DeleteRecordsPartition(partition, offset)))),
            1_000);
    return Exchange.of(new DeleteRecordsHandler(replicas(), authorizer), request, version)
        .response(DeleteRecordsResponse.class)
        .topics()
        .get(0)
        .partitions()
        .get(0);
  }

  private EpochEndOffset endOf(
      Authorizer authorizer, int partition, int currentEpoch, int epoch, int version) {
    OffsetForLeaderEpochRequest request =
        OffsetForLeaderEpochRequest.builder()
            .topics(
                List.of(
                    new OffsetForLeaderTopic(
                        "orders",
                        List.of(new OffsetForLeaderPartition(partition, currentEpoch, epoch)))))
            .build();
    return Exchange.of(new OffsetForLeaderEpochHandler(replicas(), authorizer), request, version)
        .response(OffsetForLeaderEpochResponse.class)
        .topics()
        .get(0)
        .partitions()
        .get(0);
  }

  private ErrorCode producersError(Authorizer authorizer, String topic) {
    return ErrorCode.of(
        producers(authorizer, topic).topics().get(0).partitions().get(0).errorCode());
  }

  private DescribeProducersResponse producers(Authorizer authorizer, String topic) {
    DescribeProducersRequest request =
        new DescribeProducersRequest(List.of(new TopicRequest(topic, List.of(0))));
    return Exchange.of(new DescribeProducersHandler(replicas(), authorizer), request, 0)
        .response(DescribeProducersResponse.class);
  }
}
