package io.ottla.storage.producer;

import io.ottla.wire.message.ProducerSnapshot;
import io.ottla.wire.record.RecordBatch;
import io.ottla.wire.record.Sequences;
import java.util.Arrays;

/** One producer as seen by a partition: its epoch, its last batches, its open transaction. */
public final class ProducerEntry {
  /** How many batches are remembered: a producer sends so many before an answer (KIP-98). */
  public static final int MAX_BATCHES = 5;

  static final long NO_TRANSACTION = -1;

  private final long producerId;
  private short epoch;
  private int coordinatorEpoch = -1;
  private long lastTimestampMs = -1;
  private long transactionFirstOffset = NO_TRANSACTION;
  private int batchCount;
  private int[] lastSequences = new int[1];
  private int[] offsetDeltas = new int[1];
  private long[] lastOffsets = new long[1];
  private long[] timestamps = new long[1];

  ProducerEntry(long producerId, short epoch) {
    this.producerId = producerId;
    this.epoch = epoch;
  }

  static ProducerEntry of(ProducerSnapshot.ProducerEntry saved) {
    ProducerEntry entry = new ProducerEntry(saved.producerId(), saved.epoch());
    entry.coordinatorEpoch = saved.coordinatorEpoch();
    entry.transactionFirstOffset = saved.currentTxnFirstOffset();
    if (saved.lastOffset() >= 0) {
      entry.remember(
          saved.lastSequence(), saved.offsetDelta(), saved.lastOffset(), saved.timestamp());
    }
    entry.lastTimestampMs = saved.timestamp();
    return entry;
  }

  ProducerSnapshot.ProducerEntry toSnapshot() {
    return new ProducerSnapshot.ProducerEntry(
        producerId,
        epoch,
        lastSequence(),
        lastOffset(),
        batchCount == 0 ? 0 : offsetDeltas[batchCount - 1],
        lastTimestampMs,
        coordinatorEpoch,
        transactionFirstOffset);
  }

  /** The producer's id. */
  public long producerId() {
    return producerId;
  }

  /** The producer's epoch. */
  public short epoch() {
    return epoch;
  }

  /** The epoch of the coordinator that wrote the last marker; -1 when there was none. */
  public int coordinatorEpoch() {
    return coordinatorEpoch;
  }

  /** The timestamp in ms of the last batch or marker; -1 when there was none. */
  public long lastTimestampMs() {
    return lastTimestampMs;
  }

  /** The first offset of the open transaction; -1 when there is none. */
  public long transactionFirstOffset() {
    return transactionFirstOffset;
  }

  /** The sequence number of the last record; -1 when there is none. */
  public int lastSequence() {
    return batchCount == 0 ? RecordBatch.NO_SEQUENCE : lastSequences[batchCount - 1];
  }

  /** The offset of the last record; -1 when there is none. */
  public long lastOffset() {
    return batchCount == 0 ? -1 : lastOffsets[batchCount - 1];
  }

  boolean hasTransaction() {
    return transactionFirstOffset != NO_TRANSACTION;
  }

  /** The index of the remembered batch with the same numbers; -1 when there is none. */
  int findDuplicate(short batchEpoch, int baseSequence, int lastSequence) {
    if (batchEpoch != epoch) {
      return -1;
    }
    for (int i = 0; i < batchCount; i++) {
      if (lastSequences[i] == lastSequence
          && Sequences.add(baseSequence, offsetDeltas[i]) == lastSequence) {
        return i;
      }
    }
    return -1;
  }

  long baseOffsetOf(int batchIndex) {
    return lastOffsets[batchIndex] - offsetDeltas[batchIndex];
  }

  long lastOffsetOf(int batchIndex) {
    return lastOffsets[batchIndex];
  }

  long timestampOf(int batchIndex) {
    return timestamps[batchIndex];
  }

  void addBatch(RecordBatch batch) {
    moveToEpoch(batch.producerEpoch());
    long timestamp = batch.maxTimestamp();
    remember(batch.lastSequence(), batch.lastOffsetDelta(), batch.lastOffset(), timestamp);
    lastTimestampMs = timestamp;
    if (batch.isTransactional() && !hasTransaction()) {
      transactionFirstOffset = batch.baseOffset();
    }
  }

  void endTransaction(short markerEpoch, int markerCoordinatorEpoch, long timestampMs) {
    moveToEpoch(markerEpoch);
    coordinatorEpoch = markerCoordinatorEpoch;
    transactionFirstOffset = NO_TRANSACTION;
    lastTimestampMs = timestampMs;
  }

  private void moveToEpoch(short newEpoch) {
    if (newEpoch != epoch) {
      epoch = newEpoch;
      batchCount = 0;
    }
  }

  private void remember(int lastSequence, int offsetDelta, long lastOffset, long timestamp) {
    if (batchCount == MAX_BATCHES) {
      dropOldest();
    } else if (batchCount == lastSequences.length) {
      grow();
    }
    lastSequences[batchCount] = lastSequence;
    offsetDeltas[batchCount] = offsetDelta;
    lastOffsets[batchCount] = lastOffset;
    timestamps[batchCount] = timestamp;
    batchCount++;
  }

  private void dropOldest() {
    batchCount--;
    System.arraycopy(lastSequences, 1, lastSequences, 0, batchCount);
    System.arraycopy(offsetDeltas, 1, offsetDeltas, 0, batchCount);
    System.arraycopy(lastOffsets, 1, lastOffsets, 0, batchCount);
    System.arraycopy(timestamps, 1, timestamps, 0, batchCount);
  }

  private void grow() {
    lastSequences = Arrays.copyOf(lastSequences, MAX_BATCHES);
    offsetDeltas = Arrays.copyOf(offsetDeltas, MAX_BATCHES);
    lastOffsets = Arrays.copyOf(lastOffsets, MAX_BATCHES);
    timestamps = Arrays.copyOf(timestamps, MAX_BATCHES);
  }
}
