package io.ottla.storage.log;

import io.ottla.storage.index.AbortedTransaction;
import io.ottla.storage.producer.ProducerStates;
import io.ottla.storage.producer.ProducerStates.EndedTransaction;
import io.ottla.storage.segment.Segment;
import io.ottla.wire.record.ControlBatches;
import io.ottla.wire.record.ControlType;
import io.ottla.wire.record.RecordBatch;
import io.ottla.wire.record.RecordCursor;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Takes a stored batch into the producers' state: the same for appends, recovery and followers. */
final class BatchReplay {
  private BatchReplay() {}

  /**
   * The end of a transaction, as its control record says.
   *
   * @param isAbort whether it was aborted, else committed
   */
  record Marker(boolean isAbort, int coordinatorEpoch) {}

  /**
   * Takes the batch in.
   *
   * @param segment where an aborted transaction is noted; null when it was before
   * @return whether one was
   */
  static boolean replay(RecordBatch batch, ProducerStates producers, @Nullable Segment segment) {
    if (!batch.hasProducerId()) {
      return false;
    }
    if (!batch.isControl()) {
      producers.replay(batch);
      return false;
    }
    Marker marker = markerOf(batch);
    if (marker == null) {
      return false;
    }
    EndedTransaction ended = producers.replayMarker(batch, marker.coordinatorEpoch());
    if (ended == null || !marker.isAbort() || segment == null) {
      return false;
    }
    segment.noteAborted(
        new AbortedTransaction(
            ended.producerId(), ended.firstOffset(), ended.lastOffset(), ended.lastStableOffset()));
    return true;
  }

  /** The marker in a control batch; null when it is no transaction's end. */
  static @Nullable Marker markerOf(RecordBatch batch) {
    try (RecordCursor cursor = RecordCursor.open(batch)) {
      if (!cursor.next()) {
        return null;
      }
      ControlType type = ControlType.ofKey(cursor.key());
      ByteBuffer value = cursor.value();
      if (value == null || (type != ControlType.ABORT && type != ControlType.COMMIT)) {
        return null;
      }
      return new Marker(type == ControlType.ABORT, ControlBatches.coordinatorEpoch(value));
    }
  }
}
