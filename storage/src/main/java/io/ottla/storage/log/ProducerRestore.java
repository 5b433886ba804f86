package io.ottla.storage.log;

import io.ottla.storage.producer.ProducerSnapshots;
import io.ottla.storage.producer.ProducerStates;
import io.ottla.storage.segment.BatchWalk;
import io.ottla.storage.segment.Segment;
import io.ottla.storage.segment.SegmentList;
import io.ottla.wire.message.ProducerSnapshot;

/** Finds out what was known of a log's producers when it ended at an offset. */
final class ProducerRestore {
  private ProducerRestore() {}

  /** Loads the newest undamaged snapshot and replays the batches from there to the offset. */
  static void restore(
      ProducerStates producers, ProducerSnapshots snapshots, SegmentList segments, long offset) {
    long from = load(producers, snapshots, offset);
    int first = Math.max(0, segments.floorIndex(from));
    for (int i = first; i < segments.count() && segments.baseOffset(i) < offset; i++) {
      if (segments.size(i) > 0 && from < offset) {
        replay(segments.get(i), producers, from, offset);
      }
    }
  }

  private static long load(ProducerStates producers, ProducerSnapshots snapshots, long offset) {
    while (true) {
      long newest = snapshots.newestAtOrBelow(offset);
      if (newest < 0) {
        producers.clear();
        return 0;
      }
      ProducerSnapshot snapshot = snapshots.read(newest);
      if (snapshot != null) {
        producers.load(snapshot);
        return newest;
      }
    }
  }

  private static void replay(Segment segment, ProducerStates producers, long from, long offset) {
    int start = segment.locate(Math.max(from, segment.baseOffset()));
    BatchWalk.Outcome outcome =
        BatchWalk.walk(
            segment,
            start,
            BatchWalk.CHUNK_BYTES,
            (batch, at) -> {
              if (!batch.isCrcValid()) {
                throw segment.damaged(at);
              }
              if (batch.baseOffset() >= from && batch.lastOffset() < offset) {
                boolean unused = BatchReplay.replay(batch, producers, null);
              }
            });
    if (outcome.validBytes() != segment.size()) {
      throw segment.damaged(outcome.validBytes());
    }
  }
}
