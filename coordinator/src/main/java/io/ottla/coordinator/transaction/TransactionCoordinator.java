package io.ottla.coordinator.transaction;

import io.ottla.coordinator.shard.ShardConfig;
import io.ottla.coordinator.shard.ShardLog;
import io.ottla.coordinator.shard.Shards;
import io.ottla.coordinator.topics.TopicCatalog;
import io.ottla.coordinator.topics.TopicPartition;
import io.ottla.coordinator.transaction.Transaction.Producer;
import io.ottla.wire.compress.Compression;
import io.ottla.wire.message.AddOffsetsToTxnRequest;
import io.ottla.wire.message.AddOffsetsToTxnResponse;
import io.ottla.wire.message.AddPartitionsToTxnRequest;
import io.ottla.wire.message.AddPartitionsToTxnResponse;
import io.ottla.wire.message.DescribeTransactionsRequest;
import io.ottla.wire.message.DescribeTransactionsResponse;
import io.ottla.wire.message.EndTxnRequest;
import io.ottla.wire.message.EndTxnResponse;
import io.ottla.wire.message.InitProducerIdRequest;
import io.ottla.wire.message.InitProducerIdResponse;
import io.ottla.wire.message.ListTransactionsRequest;
import io.ottla.wire.message.ListTransactionsResponse;
import io.ottla.wire.protocol.ErrorCode;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Coordinates transactions: finds the shard of a transactional id and lets it work. May be called
 * from any thread; a response comes on any thread. What a request may touch has been authorised
 * before.
 *
 * <p>Errors of every request: {@code NOT_COORDINATOR} when this broker does not lead the id's
 * partition, {@code COORDINATOR_LOAD_IN_PROGRESS} while it is loaded, {@code
 * COORDINATOR_NOT_AVAILABLE} when a write is not committed in time, {@code INVALID_REQUEST} without
 * an id. Clients that do not know {@code PRODUCER_FENCED} get {@code INVALID_PRODUCER_EPOCH}.
 */
public final class TransactionCoordinator {
  /** The topic that holds the state of transactions. */
  public static final String TOPIC = "__transaction_state";

  private static final int MAX_BATCH_BYTES = 512 * 1024;

  private final TransactionConfig config;
  private final TopicCatalog topics;
  private final Shards<TransactionShard> shards;
  private final ProducerRequests producers;
  private final PartitionRequests partitions;
  private final TransactionAdminRequests admin;

  /** A coordinator that leads no partition yet. */
  public TransactionCoordinator(
      TransactionConfig config,
      TopicCatalog topics,
      ProducerIds producerIds,
      MarkerSender markerSender) {
    this.config = config;
    this.topics = topics;
    ShardConfig shardConfig =
        new ShardConfig(
            TOPIC,
            config.writeTimeoutMs(),
            config.loadBufferBytes(),
            MAX_BATCH_BYTES,
            Compression.NONE);
    this.shards =
        new Shards<>(
            shardConfig,
            TransactionRecords.CODEC,
            shard -> new TransactionShard(shard, config, topics, markerSender));
    this.producers = new ProducerRequests(config, shards, this::partitionFor, producerIds);
    this.partitions = new PartitionRequests(topics, shards, this::partitionFor);
    this.admin = new TransactionAdminRequests(shards, this::partitionFor);
  }

  /** The partition of {@code __transaction_state} that an id belongs to. */
  public int partitionFor(String transactionalId) {
    TopicCatalog.Topic topic = topics.byName(TOPIC);
    int count = topic == null ? config.partitionCount() : topic.partitionCount();
    return Shards.partitionFor(transactionalId, count);
  }

  /** This broker leads a partition of {@code __transaction_state} from now on. */
  public void onElected(int partition, int leaderEpoch, ShardLog log) {
    shards.elect(partition, leaderEpoch, log);
  }

  /** This broker no longer leads the partition in this epoch or an older one. */
  public void onResigned(int partition, int leaderEpoch) {
    shards.resign(partition, leaderEpoch);
  }

  /** A partition is committed up to here. */
  public void onHighWatermark(int partition, long highWatermark) {
    shards.onHighWatermark(partition, highWatermark);
  }

  /**
   * InitProducerId (22), with a transactional id or without. Also {@code
   * INVALID_TRANSACTION_TIMEOUT}, {@code PRODUCER_FENCED}, {@code CONCURRENT_TRANSACTIONS} while an
   * older transaction of the id is brought to its end.
   */
  public void initProducerId(
      short apiVersion, InitProducerIdRequest request, Consumer<InitProducerIdResponse> respond) {
    producers.init(apiVersion, request, respond);
  }

  /**
   * EndTxn (26). Also {@code INVALID_PRODUCER_ID_MAPPING}, {@code PRODUCER_FENCED}, {@code
   * INVALID_TXN_STATE}, {@code CONCURRENT_TRANSACTIONS}.
   */
  public void endTransaction(
      short apiVersion, EndTxnRequest request, Consumer<EndTxnResponse> respond) {
    producers.end(apiVersion, request, respond);
  }

  /**
   * AddPartitionsToTxn (24), of one transaction or, from v4 on, many. Of partitions that do not
   * exist {@code UNKNOWN_TOPIC_OR_PARTITION}, and {@code OPERATION_NOT_ATTEMPTED} of the rest. Also
   * {@code INVALID_PRODUCER_ID_MAPPING}, {@code PRODUCER_FENCED}, {@code CONCURRENT_TRANSACTIONS};
   * {@code TRANSACTION_ABORTABLE} of a partition that was only to be verified.
   */
  public void addPartitions(
      short apiVersion,
      AddPartitionsToTxnRequest request,
      Consumer<AddPartitionsToTxnResponse> respond) {
    partitions.add(apiVersion, request, respond);
  }

  /**
   * AddOffsetsToTxn (25), errors as with AddPartitionsToTxn.
   *
   * @param offsetsPartition the partition of {@code __consumer_offsets} that the group belongs to
   */
  public void addOffsets(
      short apiVersion,
      AddOffsetsToTxnRequest request,
      TopicPartition offsetsPartition,
      Consumer<AddOffsetsToTxnResponse> respond) {
    partitions.addOffsets(apiVersion, request, offsetsPartition, respond);
  }

  /**
   * What a leader asks before it appends for a transaction (KIP-890): the old protocol verifies,
   * the new one adds.
   *
   * @param respond gets the result of each partition
   */
  public void beforeAppend(Append append, Consumer<Map<TopicPartition, ErrorCode>> respond) {
    partitions.beforeAppend(append, respond);
  }

  /**
   * Batches of a transaction that are about to be appended.
   *
   * @param adds whether the partitions are added to the transaction rather than verified
   */
  public record Append(
      String transactionalId,
      long producerId,
      short producerEpoch,
      Set<TopicPartition> partitions,
      boolean adds) {
    /** Copies the partitions. */
    public Append {
      partitions = Set.copyOf(partitions);
    }

    Producer producer() {
      return new Producer(producerId, producerEpoch);
    }
  }

  /** DescribeTransactions (65). Also {@code TRANSACTIONAL_ID_NOT_FOUND}. */
  public void describeTransactions(
      DescribeTransactionsRequest request, Consumer<DescribeTransactionsResponse> respond) {
    admin.describe(request, respond);
  }

  /** ListTransactions (66): the transactions of all partitions that this broker leads. */
  public void listTransactions(
      ListTransactionsRequest request, Consumer<ListTransactionsResponse> respond) {
    admin.list(request, respond);
  }
}
