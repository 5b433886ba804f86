package io.ottla.storage.producer;

import io.ottla.wire.message.ProducerSnapshot;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.record.RecordBatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The producers of a partition and their transactions. {@code decide} methods only look; {@code
 * replay} methods are the only ones that change anything, and serve live appends, recovery and
 * replication alike. Owned by the partition's loop.
 */
public final class ProducerStates {
  /** Stands for "no transaction keeps readers back". */
  public static final long NO_OFFSET = Long.MAX_VALUE;

  private final Map<Long, ProducerEntry> producers = new HashMap<>();

  /** First offset of each open transaction, with its producer. */
  private final TreeMap<Long, Long> ongoing = new TreeMap<>();

  /** First to last offset of transactions whose marker lies at or above the high watermark. */
  private final TreeMap<Long, Long> unreplicated = new TreeMap<>();

  /** Checks a batch of records. */
  public ProducerDecision decide(RecordBatch batch, AppendOrigin origin) {
    ProducerEntry known = producers.get(batch.producerId());
    if (known == null || origin == AppendOrigin.REPLICATION) {
      return ProducerDecision.ACCEPT;
    }
    if (origin == AppendOrigin.CLIENT) {
      int duplicate =
          known.findDuplicate(batch.producerEpoch(), batch.baseSequence(), batch.lastSequence());
      if (duplicate >= 0) {
        return new ProducerDecision(
            ErrorCode.NONE,
            "",
            known.baseOffsetOf(duplicate),
            known.lastOffsetOf(duplicate),
            known.timestampOf(duplicate));
      }
    }
    if (batch.producerEpoch() < known.epoch()) {
      return ProducerDecision.refuse(
          ErrorCode.INVALID_PRODUCER_EPOCH,
          "producer " + known.producerId() + " has epoch " + known.epoch() + " already");
    }
    if (known.hasTransaction() && !batch.isTransactional()) {
      return ProducerDecision.refuse(
          ErrorCode.INVALID_TXN_STATE,
          "producer " + known.producerId() + " has an open transaction");
    }
    return origin == AppendOrigin.CLIENT ? decideSequence(batch, known) : ProducerDecision.ACCEPT;
  }

  private static ProducerDecision decideSequence(RecordBatch batch, ProducerEntry known) {
    int expected = 0;
    if (batch.producerEpoch() == known.epoch()) {
      expected = (known.lastSequence() + 1) & Integer.MAX_VALUE;
    }
    if (batch.baseSequence() == expected) {
      return ProducerDecision.ACCEPT;
    }
    return ProducerDecision.refuse(
        ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER,
        "producer "
            + known.producerId()
            + " sent sequence "
            + batch.baseSequence()
            + " instead of "
            + expected);
  }

  /** Checks the marker that ends a transaction. */
  public ProducerDecision decideMarker(
      RecordBatch marker, int coordinatorEpoch, AppendOrigin origin) {
    ProducerEntry known = producers.get(marker.producerId());
    if (known == null || origin == AppendOrigin.REPLICATION) {
      return ProducerDecision.ACCEPT;
    }
    if (marker.producerEpoch() < known.epoch()) {
      return ProducerDecision.refuse(
          ErrorCode.INVALID_PRODUCER_EPOCH,
          "producer " + known.producerId() + " has epoch " + known.epoch() + " already");
    }
    if (coordinatorEpoch < known.coordinatorEpoch()) {
      return ProducerDecision.refuse(
          ErrorCode.TRANSACTION_COORDINATOR_FENCED,
          "a coordinator of epoch " + known.coordinatorEpoch() + " wrote before");
    }
    return ProducerDecision.ACCEPT;
  }

  /** Takes in a batch of records that has its offsets. */
  public void replay(RecordBatch batch) {
    ProducerEntry entry = entryOf(batch);
    boolean hadTransaction = entry.hasTransaction();
    entry.addBatch(batch);
    if (!hadTransaction && entry.hasTransaction()) {
      ongoing.put(batch.baseOffset(), batch.producerId());
    }
  }

  /** Takes in a marker; returns the transaction that it ended, or null when there was none. */
  public @Nullable EndedTransaction replayMarker(RecordBatch marker, int coordinatorEpoch) {
    ProducerEntry entry = entryOf(marker);
    long firstOffset = entry.transactionFirstOffset();
    entry.endTransaction(marker.producerEpoch(), coordinatorEpoch, marker.maxTimestamp());
    if (firstOffset == ProducerEntry.NO_TRANSACTION) {
      return null;
    }
    ongoing.remove(firstOffset);
    long lastOffset = marker.lastOffset();
    unreplicated.put(firstOffset, lastOffset);
    long lastStableOffset = ongoing.isEmpty() ? lastOffset + 1 : ongoing.firstKey();
    return new EndedTransaction(marker.producerId(), firstOffset, lastOffset, lastStableOffset);
  }

  private ProducerEntry entryOf(RecordBatch batch) {
    return producers.computeIfAbsent(
        batch.producerId(), id -> new ProducerEntry(id, batch.producerEpoch()));
  }

  /** Takes in that everything below the high watermark is replicated. */
  public void replayHighWatermark(long highWatermark) {
    if (!unreplicated.isEmpty()) {
      unreplicated.values().removeIf(lastOffset -> lastOffset < highWatermark);
    }
  }

  /** The first offset whose fate is open; {@link #NO_OFFSET} when there is none. */
  public long firstUnstableOffset() {
    long open = ongoing.isEmpty() ? NO_OFFSET : ongoing.firstKey();
    return unreplicated.isEmpty() ? open : Math.min(open, unreplicated.firstKey());
  }

  /** Forgets producers without an open transaction that were silent for longer than the time. */
  public void expire(long nowMs, long expirationMs) {
    producers
        .values()
        .removeIf(p -> !p.hasTransaction() && nowMs - p.lastTimestampMs() >= expirationMs);
  }

  /** Forgets everything. */
  public void clear() {
    producers.clear();
    ongoing.clear();
    unreplicated.clear();
  }

  /** Starts from what a snapshot holds. */
  public void load(ProducerSnapshot snapshot) {
    clear();
    for (ProducerSnapshot.ProducerEntry saved : snapshot.producerEntries()) {
      ProducerEntry entry = ProducerEntry.of(saved);
      producers.put(entry.producerId(), entry);
      if (entry.hasTransaction()) {
        ongoing.put(entry.transactionFirstOffset(), entry.producerId());
      }
    }
  }

  /** What a snapshot is to hold, without its checksum. */
  public ProducerSnapshot toSnapshot() {
    List<ProducerSnapshot.ProducerEntry> saved = new ArrayList<>(producers.size());
    for (ProducerEntry entry : producers.values()) {
      saved.add(entry.toSnapshot());
    }
    return new ProducerSnapshot(0, saved);
  }

  /** The producer of the id; null when it is not known here. */
  public @Nullable ProducerEntry find(long producerId) {
    return producers.get(producerId);
  }

  /** All known producers, in no order. */
  public Collection<ProducerEntry> all() {
    return Collections.unmodifiableCollection(producers.values());
  }

  /**
   * A transaction that a marker ended.
   *
   * @param lastOffset of the marker
   * @param lastStableOffset of the log behind the marker
   */
  public record EndedTransaction(
      long producerId, long firstOffset, long lastOffset, long lastStableOffset) {}
}
