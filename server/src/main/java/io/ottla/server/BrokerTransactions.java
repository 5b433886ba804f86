package io.ottla.server;

import io.ottla.coordinator.group.GroupCoordinator;
import io.ottla.coordinator.topics.TopicCatalog;
import io.ottla.coordinator.transaction.ProducerIds;
import io.ottla.coordinator.transaction.TransactionConfig;
import io.ottla.coordinator.transaction.TransactionCoordinator;
import io.ottla.replication.controller.MetadataView;
import io.ottla.replication.partition.PartitionRegistry;
import io.ottla.runtime.Clock;
import io.ottla.server.config.BrokerConfig;
import io.ottla.server.coordinator.MarkerWriter;
import io.ottla.server.coordinator.TransactionGate;
import io.ottla.server.handler.AddOffsetsToTxnHandler;
import io.ottla.server.handler.AddPartitionsToTxnHandler;
import io.ottla.server.handler.DescribeTransactionsHandler;
import io.ottla.server.handler.EndTxnHandler;
import io.ottla.server.handler.ListTransactionsHandler;
import io.ottla.server.handler.TxnOffsetCommitHandler;
import io.ottla.server.handler.WriteTxnMarkersHandler;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.RequestHandler;
import java.util.List;

/** Everything of the broker that transactions need, put together. */
record BrokerTransactions(
    MetadataView metadata,
    GroupCoordinator groups,
    TransactionCoordinator coordinator,
    MarkerWriter markers,
    TransactionGate gate) {

  static BrokerTransactions create(
      BrokerConfig config,
      MetadataView metadata,
      TopicCatalog topics,
      PartitionRegistry partitions,
      GroupCoordinator groups,
      ProducerIds producerIds,
      Clock clock) {
    MarkerWriter markers = new MarkerWriter(metadata, partitions::find, groups, clock);
    TransactionCoordinator coordinator =
        new TransactionCoordinator(settings(config), topics, producerIds, markers);
    TransactionGate gate =
        new TransactionGate(coordinator::beforeAppend, config.transactions().verifyPartitions());
    return new BrokerTransactions(metadata, groups, coordinator, markers, gate);
  }

  /** The coordinator's settings. */
  static TransactionConfig settings(BrokerConfig config) {
    TransactionConfig defaults = TransactionConfig.DEFAULT;
    return new TransactionConfig(
        config.transactions().stateTopic().partitions(),
        config.transactions().maxTimeoutMs(),
        config.transactions().abortCheckIntervalMs(),
        config.transactions().transactionalIdExpirationMs(),
        config.transactions().expirationCheckIntervalMs(),
        defaults.loadBufferBytes(),
        defaults.writeTimeoutMs(),
        defaults.markerRetryMs());
  }

  /** The handlers of requests about transactions. */
  List<RequestHandler<?>> handlers(Authorizer authorizer) {
    return List.of(
        new AddPartitionsToTxnHandler(authorizer, coordinator),
        new AddOffsetsToTxnHandler(authorizer, groups, coordinator),
        new EndTxnHandler(authorizer, coordinator),
        new TxnOffsetCommitHandler(metadata, authorizer, groups, coordinator),
        new WriteTxnMarkersHandler(authorizer, markers),
        new DescribeTransactionsHandler(authorizer, coordinator),
        new ListTransactionsHandler(authorizer, coordinator));
  }
}
