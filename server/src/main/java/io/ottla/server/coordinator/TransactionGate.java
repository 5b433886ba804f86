package io.ottla.server.coordinator;

import io.ottla.coordinator.topics.TopicPartition;
import io.ottla.coordinator.transaction.TransactionCoordinator;
import io.ottla.replication.partition.Partition;
import io.ottla.replication.partition.PartitionId;
import io.ottla.storage.producer.ProducerEntry;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Lets a transactional batch pass only when its partition is part of the producer's transaction
 * (KIP-890), so that no transaction hangs: the coordinator verifies it for older clients and adds
 * it for newer ones. A partition that has the transaction open needs no question; batches that come
 * while one is asked wait behind it, in order. Each partition's entries belong to its loop.
 */
public final class TransactionGate {
  /** From this version of Produce on, partitions are added by the leader. */
  private static final short FIRST_VERSION_THAT_ADDS = 12;

  /** From this version of Produce on, clients know {@code TRANSACTION_ABORTABLE}. */
  private static final short FIRST_VERSION_THAT_ABORTS = 11;

  /** A transaction of the same producer may just be ending; that takes no longer than this. */
  private static final int MAX_ATTEMPTS = 6;

  private static final long RETRY_MS = 20;

  private final Verifier verifier;
  private final boolean verifies;
  private final Map<Key, ArrayDeque<Consumer<ErrorCode>>> waiting = new ConcurrentHashMap<>();

  /**
   * A gate that asks the coordinator.
   *
   * @param verifies {@code transaction.partition.verification.enable}
   */
  public TransactionGate(Verifier verifier, boolean verifies) {
    this.verifier = verifier;
    this.verifies = verifies;
  }

  /** Asks the transaction coordinator, which answers from any thread. */
  @FunctionalInterface
  public interface Verifier {
    /** As {@link TransactionCoordinator#beforeAppend}. */
    void beforeAppend(
        TransactionCoordinator.Append append, Consumer<Map<TopicPartition, ErrorCode>> respond);
  }

  private record Key(PartitionId partition, long producerId, short producerEpoch) {}

  /** The batch that wants to pass. */
  public record Batch(
      String transactionalId, long producerId, short producerEpoch, short apiVersion) {}

  /**
   * Lets the batch pass, now or later. On the partition's loop.
   *
   * @param then gets NONE, on the partition's loop, when the batch may be appended
   */
  public void pass(Partition partition, Batch batch, Consumer<ErrorCode> then) {
    boolean adds = batch.apiVersion() >= FIRST_VERSION_THAT_ADDS;
    if (isOpen(partition, batch) || (!adds && !verifies)) {
      then.accept(ErrorCode.NONE);
      return;
    }
    Key key = new Key(partition.id(), batch.producerId(), batch.producerEpoch());
    ArrayDeque<Consumer<ErrorCode>> queue = waiting.get(key);
    if (queue != null) {
      queue.add(then);
      return;
    }
    queue = new ArrayDeque<>();
    queue.add(then);
    waiting.put(key, queue);
    ask(partition, batch, key, 1);
  }

  private static boolean isOpen(Partition partition, Batch batch) {
    ProducerEntry producer = partition.log().findProducer(batch.producerId());
    return producer != null
        && producer.epoch() == batch.producerEpoch()
        && producer.transactionFirstOffset() >= 0;
  }

  private void ask(Partition partition, Batch batch, Key key, int attempt) {
    TopicPartition target = new TopicPartition(partition.id().topic(), partition.id().partition());
    verifier.beforeAppend(
        new TransactionCoordinator.Append(
            batch.transactionalId(),
            batch.producerId(),
            batch.producerEpoch(),
            Set.of(target),
            batch.apiVersion() >= FIRST_VERSION_THAT_ADDS),
        results -> {
          ErrorCode error = results.getOrDefault(target, ErrorCode.NONE);
          partition.loop().executeOrRun(() -> onAnswer(partition, batch, key, attempt, error));
        });
  }

  private void onAnswer(Partition partition, Batch batch, Key key, int attempt, ErrorCode error) {
    if (error == ErrorCode.CONCURRENT_TRANSACTIONS && attempt < MAX_ATTEMPTS) {
      partition.loop().schedule(RETRY_MS, () -> ask(partition, batch, key, attempt + 1));
      return;
    }
    ErrorCode told = forProducer(error, batch.apiVersion());
    ArrayDeque<Consumer<ErrorCode>> queue = waiting.remove(key);
    if (queue != null) {
      queue.forEach(then -> then.accept(told));
    }
  }

  /** The coordinator's errors in the words of Produce. */
  private static ErrorCode forProducer(ErrorCode error, short apiVersion) {
    return switch (error) {
      case CONCURRENT_TRANSACTIONS,
          NOT_COORDINATOR,
          COORDINATOR_LOAD_IN_PROGRESS,
          COORDINATOR_NOT_AVAILABLE,
          NETWORK_EXCEPTION ->
          ErrorCode.NOT_ENOUGH_REPLICAS;
      case PRODUCER_FENCED -> ErrorCode.INVALID_PRODUCER_EPOCH;
      case TRANSACTION_ABORTABLE ->
          apiVersion >= FIRST_VERSION_THAT_ABORTS ? error : ErrorCode.INVALID_TXN_STATE;
      default -> error;
    };
  }
}
