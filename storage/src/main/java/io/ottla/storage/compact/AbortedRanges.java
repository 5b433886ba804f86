package io.ottla.storage.compact;

import io.ottla.storage.index.AbortedTransaction;
import io.ottla.wire.record.RecordBatch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which offsets of which producers belong to aborted transactions. */
final class AbortedRanges {
  private final Map<Long, TreeMap<Long, AbortedTransaction>> byProducer = new HashMap<>();

  AbortedRanges(List<AbortedTransaction> aborted) {
    for (AbortedTransaction transaction : aborted) {
      byProducer
          .computeIfAbsent(transaction.producerId(), id -> new TreeMap<>())
          .put(transaction.firstOffset(), transaction);
    }
  }

  /** The aborted transaction that a batch, or the marker at its end, belongs to; null if none. */
  @Nullable AbortedTransaction find(RecordBatch batch) {
    TreeMap<Long, AbortedTransaction> ofProducer = byProducer.get(batch.producerId());
    if (ofProducer == null || !batch.isTransactional()) {
      return null;
    }
    Map.Entry<Long, AbortedTransaction> entry = ofProducer.floorEntry(batch.baseOffset());
    return entry != null && entry.getValue().lastOffset() >= batch.baseOffset()
        ? entry.getValue()
        : null;
  }

  boolean isAborted(RecordBatch batch) {
    return !batch.isControl() && find(batch) != null;
  }
}
