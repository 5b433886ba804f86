package io.ottla.server.handler;

import io.ottla.replication.controller.MetadataView;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.TopicImage;
import io.ottla.replication.partition.Partition;
import io.ottla.server.coordinator.TransactionGate;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.wire.codec.BufferRecords;
import io.ottla.wire.message.ProduceRequest;
import io.ottla.wire.message.ProduceRequest.PartitionProduceData;
import io.ottla.wire.message.ProduceRequest.TopicProduceData;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.record.BatchCheck;
import io.ottla.wire.record.RecordBatches;
import io.ottla.wire.record.Verdict;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Produce (0), v3–13. Appends one record batch per partition.
 *
 * <p>Checks, in order: authorisation of the transactional id, {@code acks}; per partition:
 * authorisation of the topic, existence, whether it is one of the broker's own, which only an admin
 * client may write, the rules of {@link BatchCheck}, a transactional batch comes with its id and
 * its partition is part of the transaction, then those of {@link Partition#append}. Answers once
 * every partition has answered; with {@code acks=0} not at all, and an error closes the connection,
 * which is the only way to make the client look for the leader again.
 *
 * <p>v8 adds record errors, v10 the current leader, v13 topic ids (KIP-516).
 */
public final class ProduceHandler implements RequestHandler<ProduceRequest> {
  private static final Logger log = LoggerFactory.getLogger(ProduceHandler.class);
  private static final short FIRST_VERSION_WITH_TOPIC_ID = 13;
  private static final short ACKS_ALL = -1;

  /** The client id that Apache Kafka's own tools write internal topics with. */
  private static final String ADMIN_CLIENT = "__admin_client";

  private final MetadataView metadata;
  private final Replicas.Lookup partitions;
  private final Authorizer authorizer;
  private final TransactionGate gate;

  /** A handler on the broker's replicas. */
  public ProduceHandler(
      MetadataView metadata,
      Replicas.Lookup partitions,
      Authorizer authorizer,
      TransactionGate gate) {
    this.metadata = metadata;
    this.partitions = partitions;
    this.authorizer = authorizer;
    this.gate = gate;
  }

  @Override
  public ApiKey api() {
    return ApiKey.PRODUCE;
  }

  @Override
  public void handle(RequestContext context, ProduceRequest request, Responder responder) {
    ProduceAnswer answer = new ProduceAnswer(request, context.version(), responder);
    ErrorCode refusal = checkRequest(context, request);
    if (refusal != ErrorCode.NONE) {
      answer.refuseAll(refusal);
      return;
    }
    MetadataImage image = metadata.image();
    int slot = 0;
    for (TopicProduceData data : request.topicData()) {
      boolean byId = context.version() >= FIRST_VERSION_WITH_TOPIC_ID;
      TopicImage topic = byId ? image.topic(data.topicId()) : image.topic(data.name());
      ErrorCode error = checkTopic(context, topic, byId, data.name());
      for (PartitionProduceData partition : data.partitionData()) {
        if (topic == null || error != ErrorCode.NONE) {
          answer.refuse(slot++, error);
        } else {
          append(context, topic, partition, request, answer, slot++);
        }
      }
    }
    answer.finishIfEmpty();
  }

  private ErrorCode checkRequest(RequestContext context, ProduceRequest request) {
    String transactionalId = request.transactionalId();
    if (transactionalId != null
        && !authorizer.allows(
            context, Operation.WRITE, ResourceType.TRANSACTIONAL_ID, transactionalId)) {
      return ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED;
    }
    return request.acks() < ACKS_ALL || request.acks() > 1
        ? ErrorCode.INVALID_REQUIRED_ACKS
        : ErrorCode.NONE;
  }

  private ErrorCode checkTopic(
      RequestContext context, @Nullable TopicImage topic, boolean byId, String name) {
    if (topic == null && byId) {
      return ErrorCode.UNKNOWN_TOPIC_ID;
    }
    String known = topic == null ? name : topic.name();
    if (!authorizer.allows(context, Operation.WRITE, ResourceType.TOPIC, known)) {
      return ErrorCode.TOPIC_AUTHORIZATION_FAILED;
    }
    if (topic == null) {
      return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
    }
    return TopicNames.isInternal(known) && !ADMIN_CLIENT.equals(context.clientId())
        ? ErrorCode.INVALID_TOPIC_EXCEPTION
        : ErrorCode.NONE;
  }

  private void append(
      RequestContext context,
      TopicImage topic,
      PartitionProduceData data,
      ProduceRequest request,
      ProduceAnswer answer,
      int slot) {
    Partition partition = partitions.find(topic.id(), data.index());
    if (partition == null) {
      boolean exists = topic.partition(data.index()) != null;
      answer.refuse(
          slot,
          exists
              ? partitions.whyMissing(topic.id(), data.index())
              : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
      return;
    }
    if (!(data.records() instanceof BufferRecords records)) {
      answer.refuse(slot, ErrorCode.INVALID_RECORD);
      return;
    }
    Verdict verdict =
        BatchCheck.check(
            records.buffer(), context.version(), partition.settings().log().maxMessageBytes());
    if (!verdict.isOk()) {
      answer.refuse(slot, verdict.error(), verdict.sentence());
      return;
    }
    boolean isTransactional = isTransactional(records);
    if (isTransactional && request.transactionalId() == null) {
      // No coordinator would know of the transaction and end it.
      answer.refuse(slot, ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED);
      return;
    }
    Runnable append =
        () ->
            orRefuse(
                partition,
                answer,
                slot,
                () ->
                    partition.append(
                        records.buffer(),
                        AppendOrigin.CLIENT,
                        request.acks() == ACKS_ALL,
                        request.timeoutMs(),
                        result -> answer.appended(slot, partition, result)));
    TransactionGate.Batch transactional =
        isTransactional ? transactional(context, request, records) : null;
    partition
        .loop()
        .executeOrRun(
            () -> {
              if (transactional == null) {
                append.run();
              } else {
                orRefuse(
                    partition,
                    answer,
                    slot,
                    () ->
                        gate.pass(
                            partition,
                            transactional,
                            error -> afterGate(error, append, answer, slot)));
              }
            });
  }

  /**
   * Has a failure cost its partition's answer and nothing more. Left to the edge of the loop, it
   * would keep the other partitions' answers waiting for one that never comes, or, on the
   * connection's own loop, release the frame under those that append from it on other loops.
   */
  private static void orRefuse(Partition partition, ProduceAnswer answer, int slot, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException failure) {
      log.error("append failed partition={}", partition.id(), failure);
      answer.refuse(slot, ErrorCode.UNKNOWN_SERVER_ERROR);
    }
  }

  private static void afterGate(ErrorCode error, Runnable append, ProduceAnswer answer, int slot) {
    if (error == ErrorCode.NONE) {
      append.run();
    } else {
      answer.refuse(slot, error);
    }
  }

  private static boolean isTransactional(BufferRecords records) {
    RecordBatches batches = new RecordBatches(records.buffer());
    return batches.next() && batches.batch().isTransactional();
  }

  /** The batch as the gate wants to know it; null when it belongs to no transaction. */
  private static TransactionGate.@Nullable Batch transactional(
      RequestContext context, ProduceRequest request, BufferRecords records) {
    String transactionalId = request.transactionalId();
    RecordBatches batches = new RecordBatches(records.buffer());
    if (transactionalId == null || !batches.next()) {
      return null;
    }
    return new TransactionGate.Batch(
        transactionalId,
        batches.batch().producerId(),
        batches.batch().producerEpoch(),
        context.version());
  }
}
