package io.ottla.storage.log;

import io.ottla.storage.disk.DiskFullException;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.storage.producer.ProducerDecision;
import io.ottla.storage.producer.ProducerEntry;
import io.ottla.storage.producer.ProducerSnapshots;
import io.ottla.storage.producer.ProducerStates;
import io.ottla.storage.segment.Segment;
import io.ottla.storage.segment.SegmentList;
import io.ottla.wire.record.RecordBatch;
import io.ottla.wire.record.RecordBatches;
import java.nio.ByteBuffer;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The producers of a log: what the batches up to the log's end say of them, and the snapshots of
 * that from earlier ends. Owned by the log's loop.
 */
final class LogProducers {
  private final ProducerStates states;
  private final ProducerSnapshots snapshots;

  /** The producers as of the log's end. */
  LogProducers(ProducerStates states, ProducerSnapshots snapshots) {
    this.states = states;
    this.snapshots = snapshots;
  }

  Collection<ProducerEntry> all() {
    return states.all();
  }

  @Nullable ProducerEntry find(long producerId) {
    return states.find(producerId);
  }

  /** Where the first transaction begins that is open or whose end is not replicated. */
  long firstUnstableOffset() {
    return states.firstUnstableOffset();
  }

  /** Whether batches may be appended: the first refusal, or a duplicate. */
  ProducerDecision decide(ByteBuffer bytes, AppendOrigin origin) {
    RecordBatches batches = new RecordBatches(bytes);
    ProducerDecision decision = ProducerDecision.ACCEPT;
    while (decision.isAccepted() && batches.next()) {
      if (batches.batch().hasProducerId()) {
        decision = decide(batches.batch(), origin);
      }
    }
    return decision;
  }

  private ProducerDecision decide(RecordBatch batch, AppendOrigin origin) {
    if (!batch.isControl()) {
      return states.decide(batch, origin);
    }
    BatchReplay.Marker marker = BatchReplay.markerOf(batch);
    return marker == null
        ? ProducerDecision.ACCEPT
        : states.decideMarker(batch, marker.coordinatorEpoch(), origin);
  }

  /**
   * Takes in what was appended to the segment.
   *
   * @return whether an aborted transaction was noted there, for which a file may have been made
   */
  boolean replay(ByteBuffer bytes, Segment segment) {
    boolean isNoted = false;
    RecordBatches stored = new RecordBatches(bytes);
    while (stored.next()) {
      isNoted |= BatchReplay.replay(stored.batch(), states, segment);
    }
    return isNoted;
  }

  void onHighWatermark(long offset) {
    states.replayHighWatermark(offset);
  }

  void expire(long nowMs, int expirationMs) {
    states.expire(nowMs, expirationMs);
  }

  /** Removes the snapshots that no segment needs. */
  void deleteSnapshotsBelow(long firstSegmentOffset) {
    snapshots.deleteBelow(firstSegmentOffset);
  }

  /** Writes a snapshot as of the log's end. */
  void snapshotAt(long logEndOffset) {
    snapshots.write(logEndOffset, states);
  }

  /** Writes one before the log is closed, unless it is there. */
  void snapshotIfRoom(long logEndOffset) {
    if (snapshots.newestAtOrBelow(Long.MAX_VALUE) == logEndOffset) {
      return;
    }
    try {
      snapshotAt(logEndOffset);
    } catch (DiskFullException e) {
      // Without it the next start replays the batches behind the last one.
    }
  }

  /** Goes back to what was known at an earlier end of the log. */
  void cutOffAt(long logEndOffset, SegmentList segments) {
    snapshots.deleteAbove(logEndOffset);
    ProducerRestore.restore(states, snapshots, segments, logEndOffset);
  }

  /** The offsets of the snapshots above an offset, in ascending order. */
  long[] snapshotsAbove(long offset) {
    return snapshots.above(offset);
  }

  /** Removes the snapshot of an offset. */
  void deleteSnapshot(long offset) {
    snapshots.delete(offset);
  }

  /** Forgets everything. */
  void clear() {
    snapshots.deleteAll();
    states.clear();
  }
}
