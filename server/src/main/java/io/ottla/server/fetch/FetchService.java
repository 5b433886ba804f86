package io.ottla.server.fetch;

import io.ottla.replication.controller.MetadataView;
import io.ottla.replication.image.TopicImage;
import io.ottla.replication.partition.Partition;
import io.ottla.replication.partition.PartitionRead;
import io.ottla.replication.partition.PartitionRegistry;
import io.ottla.server.quota.ClientQuotas;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.FetchRequest;
import io.ottla.wire.message.FetchRequest.FetchTopic;
import io.ottla.wire.message.FetchRequest.ForgottenTopic;
import io.ottla.wire.protocol.ErrorCode;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Serves fetches: finds or makes the session, moves its partitions, and has it read. */
public final class FetchService {
  private static final short FIRST_VERSION_WITH_TOPIC_ID = 13;

  private final MetadataView metadata;
  private final PartitionRegistry partitions;
  private final Authorizer authorizer;
  private final FetchSessions sessions;
  private final ClientQuotas quotas;
  private final Executor readers;
  private final int brokerMaxBytes;

  /**
   * A service on the broker's replicas.
   *
   * @param readers read what may have to come from a disk
   * @param brokerMaxBytes the most bytes of one answer, {@code fetch.max.bytes}
   */
  public FetchService(
      MetadataView metadata,
      PartitionRegistry partitions,
      Authorizer authorizer,
      FetchSessions sessions,
      ClientQuotas quotas,
      Executor readers,
      int brokerMaxBytes) {
    this.metadata = metadata;
    this.partitions = partitions;
    this.authorizer = authorizer;
    this.sessions = sessions;
    this.quotas = quotas;
    this.readers = readers;
    this.brokerMaxBytes = brokerMaxBytes;
  }

  /** Serves one request; see {@code FetchHandler} for the order of checks. */
  public void fetch(RequestContext context, FetchRequest request, Responder responder) {
    boolean usesTopicIds = context.version() >= FIRST_VERSION_WITH_TOPIC_ID;
    int epoch = request.sessionEpoch();
    if (epoch == FetchSession.FINAL_EPOCH || epoch == FetchSession.INITIAL_EPOCH) {
      if (request.sessionId() != FetchSession.NO_ID) {
        sessions.remove(request.sessionId());
      }
      FetchSession session =
          epoch == FetchSession.FINAL_EPOCH || request.topics().isEmpty()
              ? new FetchSession(FetchSession.NO_ID, context.loop(), usesTopicIds)
              : sessions.create(context.loop(), usesTopicIds);
      serve(session, context, request, responder, true);
      return;
    }
    FetchSession session = sessions.find(request.sessionId());
    if (session == null) {
      responder.respond(FetchAnswer.error(ErrorCode.FETCH_SESSION_ID_NOT_FOUND));
    } else {
      Runnable change = () -> continueSession(session, context, request, responder);
      session.loop().executeOrRun(() -> session.change(change));
    }
  }

  private void continueSession(
      FetchSession session, RequestContext context, FetchRequest request, Responder responder) {
    boolean usesTopicIds = context.version() >= FIRST_VERSION_WITH_TOPIC_ID;
    if (request.sessionEpoch() != session.expectedEpoch()) {
      responder.respond(FetchAnswer.error(ErrorCode.INVALID_FETCH_SESSION_EPOCH));
    } else if (usesTopicIds != session.usesTopicIds()) {
      responder.respond(FetchAnswer.error(ErrorCode.FETCH_SESSION_TOPIC_ID_ERROR));
    } else {
      session.advanceEpoch();
      serve(session, context, request, responder, false);
    }
  }

  private void serve(
      FetchSession session,
      RequestContext context,
      FetchRequest request,
      Responder responder,
      boolean full) {
    move(session, request);
    FetchLimits limits =
        FetchLimits.of(
            request, context.version(), Math.min(brokerMaxBytes, quotas.mostRecords(context)));
    PartitionReader reader = new Reads(context, limits);
    session.begin(
        new PendingFetch(
            session,
            limits,
            reader,
            readers,
            (pending, reads) -> {
              int throttleMs = quotas.beforeRecords(context, bytes(reads));
              if (throttleMs > 0) {
                putBack(reads);
                responder.respond(
                    FetchAnswer.throttled(full ? FetchSession.NO_ID : session.id(), throttleMs));
                forgetIfUntold(session, full);
              } else {
                respond(session, limits, reader, reads, full, responder);
              }
              if (session.id() == FetchSession.NO_ID) {
                session.close();
              }
            }));
  }

  /** A client hears of a session with its first records; until then he asks for another one. */
  private void forgetIfUntold(FetchSession session, boolean full) {
    if (full && session.id() != FetchSession.NO_ID) {
      sessions.remove(session.id());
    }
  }

  private static void putBack(Map<FetchedPartition, PartitionRead> reads) {
    reads.forEach(
        (partition, read) -> {
          read.records().release();
          partition.enqueue();
        });
  }

  private static int bytes(Map<FetchedPartition, PartitionRead> reads) {
    int bytes = 0;
    for (PartitionRead read : reads.values()) {
      bytes += read.records().sizeInBytes();
    }
    return bytes;
  }

  private static void move(FetchSession session, FetchRequest request) {
    for (FetchTopic topic : request.topics()) {
      for (FetchRequest.FetchPartition partition : topic.partitions()) {
        session.set(
            new FetchKey(topic.topic(), topic.topicId(), partition.partition()),
            FetchPositions.of(partition));
      }
    }
    for (ForgottenTopic topic : request.forgottenTopicsData()) {
      for (int partition : topic.partitions()) {
        session.forget(new FetchKey(topic.topic(), topic.topicId(), partition));
      }
    }
  }

  /** A full answer names every partition; an incremental one what is new. */
  private static void respond(
      FetchSession session,
      FetchLimits limits,
      PartitionReader reader,
      Map<FetchedPartition, PartitionRead> reads,
      boolean full,
      Responder responder) {
    FetchAnswer answer = new FetchAnswer(limits);
    if (full) {
      for (FetchedPartition partition : session.partitions()) {
        PartitionRead read = reads.get(partition);
        answer.add(partition, read == null ? reader.read(partition, 0, false) : read);
      }
    } else {
      reads.forEach(
          (partition, read) -> {
            if (!partition.isForgotten() && partition.isNews(read)) {
              answer.add(partition, read);
            } else {
              read.records().release();
            }
          });
    }
    responder.respond(answer.response(session.id()));
  }

  /** The reads of one request. On the session's loop, or on a reader. */
  private final class Reads implements PartitionReader {
    private final RequestContext context;
    private final FetchLimits limits;

    private Reads(RequestContext context, FetchLimits limits) {
      this.context = context;
      this.limits = limits;
    }

    @Override
    public boolean isCold(FetchedPartition fetched) {
      Partition known = fetched.partition();
      Partition replica = known == null ? replica(topic(fetched), fetched) : known;
      return replica != null && replica.log().isCold(fetched.positions().offset());
    }

    @Override
    public PartitionRead read(FetchedPartition fetched, int maxBytes, boolean atLeastOneBatch) {
      TopicImage topic = topic(fetched);
      if (topic == null && fetched.usesTopicId()) {
        fetched.attach(null);
        return PartitionRead.failed(ErrorCode.UNKNOWN_TOPIC_ID);
      }
      FetchKey key = fetched.key();
      String name = topic == null ? key.topic() : topic.name();
      if (!authorizer.allows(context, Operation.READ, ResourceType.TOPIC, name)) {
        return PartitionRead.failed(ErrorCode.TOPIC_AUTHORIZATION_FAILED);
      }
      Partition replica = replica(topic, fetched);
      fetched.attach(replica);
      if (replica == null) {
        return PartitionRead.failed(
            topic != null && topic.partition(key.partition()) != null
                ? partitions.whyMissing(topic.id(), key.partition())
                : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
      }
      FetchPositions positions = fetched.positions();
      return replica
          .reader()
          .read(
              positions.offset(),
              positions.currentLeaderEpoch(),
              maxBytes,
              limits.committedOnly(),
              atLeastOneBatch);
    }

    @Override
    public PartitionRead load(FetchedPartition fetched, PartitionRead read) {
      Partition replica = fetched.partition();
      return replica == null ? read : replica.reader().load(read);
    }

    private @Nullable TopicImage topic(FetchedPartition fetched) {
      FetchKey key = fetched.key();
      return fetched.usesTopicId()
          ? metadata.image().topic(key.topicId())
          : metadata.image().topic(key.topic());
    }

    private @Nullable Partition replica(@Nullable TopicImage topic, FetchedPartition fetched) {
      return topic == null ? null : partitions.find(topic.id(), fetched.key().partition());
    }
  }
}
