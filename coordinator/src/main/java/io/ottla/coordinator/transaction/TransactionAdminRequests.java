package io.ottla.coordinator.transaction;

import io.ottla.coordinator.shard.Gather;
import io.ottla.coordinator.shard.Shard;
import io.ottla.coordinator.shard.Shards;
import io.ottla.coordinator.topics.TopicPartition;
import io.ottla.wire.message.DescribeTransactionsRequest;
import io.ottla.wire.message.DescribeTransactionsResponse;
import io.ottla.wire.message.DescribeTransactionsResponse.TopicData;
import io.ottla.wire.message.ListTransactionsRequest;
import io.ottla.wire.message.ListTransactionsResponse;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The requests by which administrators look at transactions. */
final class TransactionAdminRequests {
  private final Shards<TransactionShard> shards;
  private final ToIntFunction<String> partitions;

  TransactionAdminRequests(Shards<TransactionShard> shards, ToIntFunction<String> partitions) {
    this.shards = shards;
    this.partitions = partitions;
  }

  void describe(
      DescribeTransactionsRequest request, Consumer<DescribeTransactionsResponse> respond) {
    List<String> ids = request.transactionalIds();
    Gather<DescribeTransactionsResponse.TransactionState> gather =
        new Gather<>(
            ids.size(), states -> respond.accept(new DescribeTransactionsResponse(0, states)));
    for (int i = 0; i < ids.size(); i++) {
      describe(ids.get(i), gather.place(i));
    }
  }

  private void describe(
      String id, Consumer<DescribeTransactionsResponse.TransactionState> respond) {
    if (id.isEmpty()) {
      respond.accept(failed(id, ErrorCode.INVALID_REQUEST));
      return;
    }
    shards.run(
        partitions.applyAsInt(id),
        error -> failed(id, error),
        respond,
        (shard, reply) -> reply.send(described(id, shard.find(id))));
  }

  private static DescribeTransactionsResponse.TransactionState failed(String id, ErrorCode error) {
    return DescribeTransactionsResponse.TransactionState.builder()
        .transactionalId(id)
        .errorCode(error.code())
        .build();
  }

  private static DescribeTransactionsResponse.TransactionState described(
      String id, @Nullable Transaction transaction) {
    if (transaction == null) {
      return failed(id, ErrorCode.TRANSACTIONAL_ID_NOT_FOUND);
    }
    Map<String, List<Integer>> byTopic = new LinkedHashMap<>();
    for (TopicPartition partition : transaction.partitions()) {
      byTopic
          .computeIfAbsent(partition.topic(), topic -> new ArrayList<>())
          .add(partition.partition());
    }
    List<TopicData> topics = new ArrayList<>();
    byTopic.forEach((topic, each) -> topics.add(new TopicData(topic, each)));
    return DescribeTransactionsResponse.TransactionState.builder()
        .transactionalId(id)
        .transactionState(transaction.status().label())
        .transactionTimeoutMs(transaction.timeoutMs())
        .transactionStartTimeMs(transaction.startMs())
        .producerId(transaction.producerId())
        .producerEpoch(transaction.producerEpoch())
        .topics(topics)
        .build();
  }

  /** The transactions of one shard, or why they are not known. */
  private record Listing(ErrorCode error, List<ListTransactionsResponse.TransactionState> states) {}

  void list(ListTransactionsRequest request, Consumer<ListTransactionsResponse> respond) {
    TransactionFilter filter = TransactionFilter.of(request);
    if (filter == null) {
      respond.accept(
          ListTransactionsResponse.builder()
              .errorCode(ErrorCode.INVALID_REGULAR_EXPRESSION.code())
              .build());
      return;
    }
    List<Shard<TransactionShard>> all = shards.all();
    Gather<Listing> gather =
        new Gather<>(
            all.size(), listings -> respond.accept(joined(filter.unknownStates(), listings)));
    for (int i = 0; i < all.size(); i++) {
      all.get(i)
          .run(
              error -> new Listing(error, List.of()),
              gather.place(i),
              (shard, reply) -> reply.send(new Listing(ErrorCode.NONE, listed(shard, filter))));
    }
  }

  private static List<ListTransactionsResponse.TransactionState> listed(
      TransactionShard shard, TransactionFilter filter) {
    List<ListTransactionsResponse.TransactionState> states = new ArrayList<>();
    long now = shard.nowMs();
    shard
        .all()
        .forEach(
            (id, transaction) -> {
              if (filter.accepts(id, transaction, now)) {
                states.add(
                    new ListTransactionsResponse.TransactionState(
                        id, transaction.producerId(), transaction.status().label()));
              }
            });
    return states;
  }

  private static ListTransactionsResponse joined(
      List<String> unknownStates, List<Listing> listings) {
    List<ListTransactionsResponse.TransactionState> states = new ArrayList<>();
    for (Listing listing : listings) {
      if (listing.error() != ErrorCode.NONE && listing.error() != ErrorCode.NOT_COORDINATOR) {
        return ListTransactionsResponse.builder().errorCode(listing.error().code()).build();
      }
      states.addAll(listing.states());
    }
    return ListTransactionsResponse.builder()
        .unknownStateFilters(unknownStates)
        .transactionStates(states)
        .build();
  }
}
