package io.ottla.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.replication.image.TopicImage;
import io.ottla.runtime.ManualLoop;
import io.ottla.server.coordinator.TransactionGate;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Responder;
import io.ottla.storage.log.AppendResult;
import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.codec.BufferRecords;
import io.ottla.wire.message.ProduceRequest;
import io.ottla.wire.message.ProduceRequest.PartitionProduceData;
import io.ottla.wire.message.ProduceRequest.TopicProduceData;
import io.ottla.wire.message.ProduceResponse;
import io.ottla.wire.message.ProduceResponse.PartitionProduceResponse;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.record.BatchAttributes;
import io.ottla.wire.record.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProduceHandlerTest {
  private static final int VERSION = 13;

  @TempDir private Path directory;

  private final Cluster cluster = Cluster.ofOneBroker();
  private TopicImage topic;
  private TestReplica replica;

  @BeforeEach
  void open() {
    topic = cluster.topic("orders", 2);
    replica = new TestReplica(directory, topic);
  }

  @AfterEach
  void close() {
    replica.close();
  }

  @Test
  void eachPartitionIsAnsweredWithItsOffset() {
    assertThat(produce(0, 0))
        .extracting(PartitionProduceResponse::baseOffset)
        .containsExactly(0L, 1L);
  }

  @Test
  void aPartitionThatFailsIsAnsweredAndTheOthersWithIt() {
    replica
        .partition()
        .listen(
            moved -> {
              if (moved.log().logEndOffset() == 1) {
                throw new IllegalStateException("broken");
              }
            });

    assertThat(produce(0, 1, 0))
        .extracting(PartitionProduceResponse::errorCode)
        .containsExactly(
            ErrorCode.UNKNOWN_SERVER_ERROR.code(),
            ErrorCode.NOT_LEADER_OR_FOLLOWER.code(),
            ErrorCode.NONE.code());
  }

  @Test
  void aTransactionalBatchNeedsATransactionalId() {
    ByteBuffer batch =
        new RecordBatchBuilder(
                BatchAttributes.PLAIN.withProducer(7, (short) 0, 0).asTransactional(), 0)
            .append(1_000_000, null, ByteBuffer.wrap(new byte[1]))
            .build();

    assertThat(
            produceAs(
                "client", topic, List.of(new PartitionProduceData(0, new BufferRecords(batch)))))
        .extracting(PartitionProduceResponse::errorCode)
        .containsExactly(ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED.code());
    assertThat(replica.partition().log().logEndOffset()).isZero();
  }

  @Test
  void aClientOfAnOlderVersionIsNotToldWhoLeads() {
    AppendResult moved =
        new AppendResult(
            ErrorCode.NOT_LEADER_OR_FOLLOWER, "moved", -1, -1, -1, 0, false, List.of());
    ProduceRequest request = request(topic, data(0));
    for (short version = 3; version <= VERSION; version++) {
      ProduceResponse[] answers = new ProduceResponse[1];
      ProduceAnswer answer =
          new ProduceAnswer(
              request,
              version,
              new Responder() {
                @Override
                public void respond(ApiMessage response) {
                  answers[0] = (ProduceResponse) response;
                }

                @Override
                public void noResponse() {}

                @Override
                public void close(String reason) {}
              });

      answer.appended(0, replica.partition(), moved);

      assertThat(answers[0].sizeOf(version)).isPositive();
    }
  }

  @Test
  void onlyAnAdminClientWritesTheBrokersOwnTopics() {
    for (String name :
        List.of("__consumer_offsets", "__transaction_state", "__share_group_state")) {
      TopicImage own = cluster.topic(name, 1);

      assertThat(produceAs("client", own, 0))
          .extracting(PartitionProduceResponse::errorCode)
          .containsExactly(ErrorCode.INVALID_TOPIC_EXCEPTION.code());
      assertThat(produceAs("__admin_client", own, 0))
          .extracting(PartitionProduceResponse::errorCode)
          .containsExactly(ErrorCode.NOT_LEADER_OR_FOLLOWER.code());
    }
  }

  private List<PartitionProduceResponse> produce(int... partitions) {
    return produceAs("client", topic, partitions);
  }

  private List<PartitionProduceResponse> produceAs(
      String clientId, TopicImage to, int... partitions) {
    return produceAs(clientId, to, data(partitions));
  }

  private List<PartitionProduceResponse> produceAs(
      String clientId, TopicImage to, List<PartitionProduceData> data) {
    Replicas.Lookup lookup = replica.lookup();
    ProduceHandler handler =
        new ProduceHandler(
            cluster,
            lookup,
            Authorizer.ALLOW_ALL,
            new TransactionGate((append, respond) -> {}, false));
    Exchange exchange = Exchange.of(handler, request(to, data), VERSION, clientId);
    ((ManualLoop) replica.partition().loop()).runAll();
    return exchange.response(ProduceResponse.class).responses().get(0).partitionResponses();
  }

  private static List<PartitionProduceData> data(int... partitions) {
    return Arrays.stream(partitions)
        .mapToObj(
            index ->
                new PartitionProduceData(index, new BufferRecords(TestReplica.batchAt(1_000_000))))
        .toList();
  }

  private static ProduceRequest request(TopicImage to, List<PartitionProduceData> data) {
    return ProduceRequest.builder()
        .acks((short) -1)
        .timeoutMs(1_000)
        .topicData(List.of(new TopicProduceData("", to.id(), data)))
        .build();
  }
}
