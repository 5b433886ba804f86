package io.ottla.server.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.replication.image.QuotaEntity;
import io.ottla.replication.image.QuotasImage;
import io.ottla.replication.image.TopicImage;
import io.ottla.replication.partition.PartitionRegistry;
import io.ottla.runtime.ManualClock;
import io.ottla.runtime.ManualLoop;
import io.ottla.server.handler.Cluster;
import io.ottla.server.handler.TestReplica;
import io.ottla.server.quota.ClientQuotas;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.ListenerInfo;
import io.ottla.server.request.Principal;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.Responder;
import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.codec.BufferRecords;
import io.ottla.wire.codec.RecordsPayload;
import io.ottla.wire.message.FetchRequest;
import io.ottla.wire.message.FetchRequest.FetchPartition;
import io.ottla.wire.message.FetchRequest.FetchTopic;
import io.ottla.wire.message.FetchResponse;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.record.RecordBatches;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcollections.HashTreePMap;
import org.pcollections.TreePMap;

final class FetchServiceTest {
  private static final int BACKLOG = 40;
  private static final int DEFAULT_MAX_BYTES = 50 * 1024 * 1024;
  private static final int DEFAULT_PARTITION_MAX_BYTES = 1024 * 1024;

  @TempDir private Path directory;

  private final ManualClock clock = new ManualClock(0);
  private final ManualLoop loop = new ManualLoop("io", clock);
  private final FetchSessions sessions = new FetchSessions(100, clock);
  private final List<FetchResponse> responses = new ArrayList<>();
  private TopicImage topic;
  private TestReplica replica;
  private FetchService service;

  @BeforeEach
  void open() {
    Cluster cluster = Cluster.ofOneBroker();
    topic = cluster.topic("orders", 1);
    replica = new TestReplica(directory, topic);
    replica.append(BACKLOG);
    PartitionRegistry partitions = new PartitionRegistry();
    partitions.add(replica.partition());
    service =
        new FetchService(
            cluster,
            partitions,
            Authorizer.ALLOW_ALL,
            sessions,
            new ClientQuotas(FetchServiceTest::thirtyBytesPerSecond, clock, 11, 1_000),
            Runnable::run,
            DEFAULT_MAX_BYTES);
  }

  private static QuotasImage thirtyBytesPerSecond() {
    return new QuotasImage(
        HashTreePMap.singleton(
            new QuotaEntity(Map.of("client-id", "slow")),
            TreePMap.<String, Double>empty().plus("consumer_byte_rate", 30.0)));
  }

  @AfterEach
  void close() {
    replica.close();
  }

  @Test
  void aConsumerWithAQuotaReadsABacklogAboveItsBurst() {
    long offset = 0;
    int fetches = 0;

    while (offset < BACKLOG && fetches++ < 100) {
      FetchResponse response = fetch(offset);
      offset = Math.max(offset, endOffset(response));
      clock.advanceMs(response.throttleTimeMs());
    }

    assertThat(offset).isEqualTo(BACKLOG);
    assertThat(clock.monotonicMs()).isGreaterThan(60_000);
  }

  @Test
  void aThrottledFullFetchLeavesNoSessionBehind() {
    assertThat(fetch(0).sessionId()).isNotZero();
    assertThat(sessions.count()).isEqualTo(1);

    FetchResponse throttled = fetch(0);

    assertThat(throttled.throttleTimeMs()).isPositive();
    assertThat(throttled.sessionId()).isZero();
    assertThat(sessions.count()).isEqualTo(1);
  }

  private FetchResponse fetch(long offset) {
    FetchRequest request =
        FetchRequest.builder()
            .maxWaitMs(500)
            .minBytes(1)
            .maxBytes(DEFAULT_MAX_BYTES)
            .sessionEpoch(FetchSession.INITIAL_EPOCH)
            .topics(
                List.of(
                    new FetchTopic(
                        "",
                        topic.id(),
                        List.of(
                            FetchPartition.builder()
                                .partition(0)
                                .fetchOffset(offset)
                                .partitionMaxBytes(DEFAULT_PARTITION_MAX_BYTES)
                                .build()))))
            .build();
    InetSocketAddress nowhere = InetSocketAddress.createUnresolved("nowhere", 1);
    service.fetch(
        new RequestContext(
            ApiKey.FETCH,
            (short) 18,
            1,
            "slow",
            Principal.ANONYMOUS,
            new ListenerInfo("PLAINTEXT", false),
            nowhere,
            nowhere,
            loop),
        request,
        new Keeper());
    loop.runAll();
    return responses.get(responses.size() - 1);
  }

  /** The offset behind the last record, or -1 where there are no records. */
  private static long endOffset(FetchResponse response) {
    if (response.responses().isEmpty()) {
      return -1;
    }
    RecordsPayload records = response.responses().get(0).partitions().get(0).records();
    if (records == null || records.sizeInBytes() == 0) {
      return -1;
    }
    ByteBuffer bytes = ByteBuffer.allocate(records.sizeInBytes());
    records.writeTo(bytes);
    response.releasePayloads();
    RecordBatches batches = new RecordBatches(new BufferRecords(bytes.flip()).buffer());
    long end = -1;
    while (batches.next()) {
      end = batches.batch().lastOffset() + 1;
    }
    return end;
  }

  private final class Keeper implements Responder {
    @Override
    public void respond(ApiMessage response) {
      responses.add((FetchResponse) response);
    }

    @Override
    public void noResponse() {
      throw new AssertionError("no response");
    }

    @Override
    public void close(String reason) {
      throw new AssertionError(reason);
    }
  }
}
