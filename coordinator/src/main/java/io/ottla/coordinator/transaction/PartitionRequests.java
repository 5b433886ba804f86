package io.ottla.coordinator.transaction;

import io.ottla.coordinator.shard.Gather;
import io.ottla.coordinator.shard.Shards;
import io.ottla.coordinator.topics.TopicCatalog;
import io.ottla.coordinator.topics.TopicPartition;
import io.ottla.coordinator.transaction.Transaction.Producer;
import io.ottla.coordinator.transaction.TransactionCoordinator.Append;
import io.ottla.wire.message.AddOffsetsToTxnRequest;
import io.ottla.wire.message.AddOffsetsToTxnResponse;
import io.ottla.wire.message.AddPartitionsToTxnRequest;
import io.ottla.wire.message.AddPartitionsToTxnRequest.AddPartitionsToTxnTopic;
import io.ottla.wire.message.AddPartitionsToTxnRequest.AddPartitionsToTxnTransaction;
import io.ottla.wire.message.AddPartitionsToTxnResponse;
import io.ottla.wire.message.AddPartitionsToTxnResponse.AddPartitionsToTxnPartitionResult;
import io.ottla.wire.message.AddPartitionsToTxnResponse.AddPartitionsToTxnResult;
import io.ottla.wire.message.AddPartitionsToTxnResponse.AddPartitionsToTxnTopicResult;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/** The requests by which partitions come into transactions, or are checked to be in them. */
final class PartitionRequests {
  private static final int ADD_KNOWS_FENCED = 2;
  private static final int ADD_OF_MANY = 4;
  private static final int OFFSETS_KNOW_FENCED = 2;

  private final TopicCatalog topics;
  private final Shards<TransactionShard> shards;
  private final ToIntFunction<String> partitions;

  PartitionRequests(
      TopicCatalog topics, Shards<TransactionShard> shards, ToIntFunction<String> partitions) {
    this.topics = topics;
    this.shards = shards;
    this.partitions = partitions;
  }

  /**
   * Partitions of one transaction.
   *
   * @param clientVersion the transaction version that the request speaks
   */
  private record Ask(
      String transactionalId,
      Producer producer,
      Set<TopicPartition> partitions,
      boolean verifyOnly,
      short clientVersion) {}

  void add(
      short apiVersion,
      AddPartitionsToTxnRequest request,
      Consumer<AddPartitionsToTxnResponse> respond) {
    boolean ofMany = apiVersion >= ADD_OF_MANY;
    List<Ask> asks = ofMany ? many(request) : List.of(single(request));
    Gather<Map<TopicPartition, ErrorCode>> gather =
        new Gather<>(
            asks.size(),
            results -> respond.accept(ofMany ? answer(asks, results) : answer(results.get(0))));
    for (int i = 0; i < asks.size(); i++) {
      Consumer<Map<TopicPartition, ErrorCode>> place = gather.place(i);
      run(asks.get(i), results -> place.accept(forClient(results, apiVersion, ADD_KNOWS_FENCED)));
    }
  }

  private static Map<TopicPartition, ErrorCode> forClient(
      Map<TopicPartition, ErrorCode> results, short apiVersion, int firstVersion) {
    results.replaceAll(
        (partition, error) -> FencedErrors.forClient(error, apiVersion, firstVersion));
    return results;
  }

  private static Ask single(AddPartitionsToTxnRequest request) {
    return new Ask(
        request.v3AndBelowTransactionalId(),
        new Producer(request.v3AndBelowProducerId(), request.v3AndBelowProducerEpoch()),
        partitions(request.v3AndBelowTopics()),
        false,
        (short) 0);
  }

  private static List<Ask> many(AddPartitionsToTxnRequest request) {
    List<Ask> asks = new ArrayList<>();
    for (AddPartitionsToTxnTransaction each : request.transactions()) {
      asks.add(
          new Ask(
              each.transactionalId(),
              new Producer(each.producerId(), each.producerEpoch()),
              partitions(each.topics()),
              each.verifyOnly(),
              Transaction.WITH_EPOCH_BUMP));
    }
    return asks;
  }

  private static Set<TopicPartition> partitions(List<AddPartitionsToTxnTopic> topics) {
    Set<TopicPartition> partitions = new LinkedHashSet<>();
    for (AddPartitionsToTxnTopic topic : topics) {
      topic.partitions().forEach(id -> partitions.add(new TopicPartition(topic.name(), id)));
    }
    return partitions;
  }

  private void run(Ask ask, Consumer<Map<TopicPartition, ErrorCode>> respond) {
    Set<TopicPartition> missing = new LinkedHashSet<>(ask.partitions());
    missing.removeIf(this::exists);
    if (ask.transactionalId().isEmpty()) {
      respond.accept(all(ask, ErrorCode.INVALID_REQUEST));
    } else if (!missing.isEmpty()) {
      Map<TopicPartition, ErrorCode> results = all(ask, ErrorCode.OPERATION_NOT_ATTEMPTED);
      missing.forEach(partition -> results.put(partition, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION));
      respond.accept(results);
    } else {
      runKnown(ask, respond);
    }
  }

  private boolean exists(TopicPartition partition) {
    TopicCatalog.Topic topic = topics.byName(partition.topic());
    return topic != null && topic.has(partition.partition());
  }

  private void runKnown(Ask ask, Consumer<Map<TopicPartition, ErrorCode>> respond) {
    shards.run(
        partitions.applyAsInt(ask.transactionalId()),
        error -> all(ask, error),
        respond,
        (shard, reply) -> {
          Transaction current = shard.find(ask.transactionalId());
          if (ask.verifyOnly()) {
            reply.send(AddPartitionsVerb.verify(current, ask.producer(), ask.partitions()));
            return;
          }
          shard.apply(
              ask.transactionalId(),
              AddPartitionsVerb.decide(
                  current, ask.producer(), ask.partitions(), ask.clientVersion(), shard.nowMs()),
              reply,
              transaction -> all(ask, ErrorCode.NONE));
        });
  }

  private static Map<TopicPartition, ErrorCode> all(Ask ask, ErrorCode error) {
    Map<TopicPartition, ErrorCode> results = new LinkedHashMap<>();
    ask.partitions().forEach(partition -> results.put(partition, error));
    return results;
  }

  private static AddPartitionsToTxnResponse answer(
      List<Ask> asks, List<Map<TopicPartition, ErrorCode>> results) {
    List<AddPartitionsToTxnResult> transactions = new ArrayList<>();
    for (int i = 0; i < asks.size(); i++) {
      transactions.add(
          new AddPartitionsToTxnResult(asks.get(i).transactionalId(), byTopic(results.get(i))));
    }
    return AddPartitionsToTxnResponse.builder().resultsByTransaction(transactions).build();
  }

  private static AddPartitionsToTxnResponse answer(Map<TopicPartition, ErrorCode> results) {
    return AddPartitionsToTxnResponse.builder().resultsByTopicV3AndBelow(byTopic(results)).build();
  }

  private static List<AddPartitionsToTxnTopicResult> byTopic(
      Map<TopicPartition, ErrorCode> results) {
    Map<String, List<AddPartitionsToTxnPartitionResult>> byTopic = new LinkedHashMap<>();
    results.forEach(
        (partition, error) ->
            byTopic
                .computeIfAbsent(partition.topic(), topic -> new ArrayList<>())
                .add(new AddPartitionsToTxnPartitionResult(partition.partition(), error.code())));
    List<AddPartitionsToTxnTopicResult> topics = new ArrayList<>();
    byTopic.forEach((topic, each) -> topics.add(new AddPartitionsToTxnTopicResult(topic, each)));
    return topics;
  }

  void addOffsets(
      short apiVersion,
      AddOffsetsToTxnRequest request,
      TopicPartition offsetsPartition,
      Consumer<AddOffsetsToTxnResponse> respond) {
    Ask ask =
        new Ask(
            request.transactionalId(),
            new Producer(request.producerId(), request.producerEpoch()),
            Set.of(offsetsPartition),
            false,
            (short) 0);
    run(
        ask,
        results -> {
          ErrorCode error = results.getOrDefault(offsetsPartition, ErrorCode.NONE);
          ErrorCode told = FencedErrors.forClient(error, apiVersion, OFFSETS_KNOW_FENCED);
          respond.accept(new AddOffsetsToTxnResponse(0, told.code()));
        });
  }

  void beforeAppend(Append append, Consumer<Map<TopicPartition, ErrorCode>> respond) {
    run(
        new Ask(
            append.transactionalId(),
            append.producer(),
            append.partitions(),
            !append.adds(),
            Transaction.WITH_EPOCH_BUMP),
        respond);
  }
}
