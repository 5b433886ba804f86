package io.ottla.server.cli;

import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.codec.BufferRecords;
import io.ottla.wire.message.ApiVersionsRequest;
import io.ottla.wire.message.FetchRequest;
import io.ottla.wire.message.FetchRequest.FetchPartition;
import io.ottla.wire.message.FetchRequest.FetchTopic;
import io.ottla.wire.message.FindCoordinatorRequest;
import io.ottla.wire.message.InitProducerIdRequest;
import io.ottla.wire.message.ListOffsetsRequest;
import io.ottla.wire.message.ListOffsetsRequest.ListOffsetsPartition;
import io.ottla.wire.message.ListOffsetsRequest.ListOffsetsTopic;
import io.ottla.wire.message.MetadataRequest;
import io.ottla.wire.message.MetadataRequest.MetadataRequestTopic;
import io.ottla.wire.message.OffsetCommitRequest;
import io.ottla.wire.message.OffsetCommitRequest.OffsetCommitRequestPartition;
import io.ottla.wire.message.OffsetCommitRequest.OffsetCommitRequestTopic;
import io.ottla.wire.message.ProduceRequest;
import io.ottla.wire.message.ProduceRequest.PartitionProduceData;
import io.ottla.wire.message.ProduceRequest.TopicProduceData;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.record.RecordBatchBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a first producer and a first consumer ask, so that a broker loads the classes for it. */
final class Rehearsal {
  private static final String TOPIC = "rehearsal";
  private static final int REPEATS = 20;
  private static final int TIMEOUT_MS = 5_000;
  private static final int MAX_BYTES = 1 << 20;

  private final int port;

  Rehearsal(int port) {
    this.port = port;
  }

  /** Each request has a connection of its own: a broker hangs up on what it does not serve. */
  void run() throws IOException {
    for (int i = 0; i < REPEATS; i++) {
      ask(ApiKey.API_VERSIONS, 4, apiVersions());
      ask(ApiKey.METADATA, 12, metadata());
      ask(ApiKey.INIT_PRODUCER_ID, 4, InitProducerIdRequest.DEFAULT);
      ask(ApiKey.PRODUCE, 11, records());
      ask(ApiKey.FIND_COORDINATOR, 4, coordinator());
      ask(ApiKey.LIST_OFFSETS, 8, offsets());
      ask(ApiKey.FETCH, 12, fetch());
      ask(ApiKey.OFFSET_COMMIT, 8, commit());
      new GroupRehearsal(port, TOPIC).run();
    }
  }

  private void ask(ApiKey api, int version, ApiMessage request) throws IOException {
    try (RehearsalClient client = new RehearsalClient(port)) {
      client.ask(api, version, request);
    }
  }

  private static ApiMessage apiVersions() {
    return ApiVersionsRequest.builder()
        .clientSoftwareName("ottla-rehearsal")
        .clientSoftwareVersion("1")
        .build();
  }

  private static ApiMessage metadata() {
    return MetadataRequest.builder()
        .topics(List.of(MetadataRequestTopic.builder().name(TOPIC).build()))
        .allowAutoTopicCreation(true)
        .build();
  }

  private static ApiMessage records() {
    ByteBuffer value = ByteBuffer.wrap("Dear Ottla".getBytes(StandardCharsets.UTF_8));
    BufferRecords batch =
        new BufferRecords(RecordBatchBuilder.plain().append(1, null, value).build());
    PartitionProduceData partition = PartitionProduceData.builder().records(batch).build();
    return ProduceRequest.builder()
        .acks((short) -1)
        .timeoutMs(TIMEOUT_MS)
        .topicData(
            List.of(
                TopicProduceData.builder().name(TOPIC).partitionData(List.of(partition)).build()))
        .build();
  }

  private static ApiMessage offsets() {
    ListOffsetsPartition latest = ListOffsetsPartition.builder().timestamp(-1).build();
    return ListOffsetsRequest.builder()
        .replicaId(-1)
        .topics(List.of(ListOffsetsTopic.builder().name(TOPIC).partitions(List.of(latest)).build()))
        .build();
  }

  static FetchRequest fetch() {
    FetchPartition start = FetchPartition.builder().partitionMaxBytes(MAX_BYTES).build();
    return FetchRequest.builder()
        .replicaId(-1)
        .maxBytes(MAX_BYTES)
        .sessionEpoch(0)
        .topics(List.of(FetchTopic.builder().topic(TOPIC).partitions(List.of(start)).build()))
        .build();
  }

  private static ApiMessage coordinator() {
    return FindCoordinatorRequest.builder().coordinatorKeys(List.of(TOPIC)).build();
  }

  private static ApiMessage commit() {
    OffsetCommitRequestPartition partition =
        OffsetCommitRequestPartition.builder().committedOffset(1).build();
    return OffsetCommitRequest.builder()
        .groupId(TOPIC)
        .generationIdOrMemberEpoch(-1)
        .topics(
            List.of(
                OffsetCommitRequestTopic.builder()
                    .name(TOPIC)
                    .partitions(List.of(partition))
                    .build()))
        .build();
  }
}
