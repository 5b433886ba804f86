package io.ottla.storage.log;

import io.ottla.storage.file.FileGoneException;
import io.ottla.storage.file.OpenFile;
import io.ottla.storage.index.AbortedTransaction;
import io.ottla.storage.index.TimeIndex.TimestampedOffset;
import io.ottla.storage.segment.BatchHeaders;
import io.ottla.storage.segment.Segment;
import io.ottla.storage.segment.SegmentList;
import io.ottla.storage.segment.SegmentRead;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.record.RecordBatch;
import io.ottla.wire.record.RecordCursor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds things in the segments of a log, from any thread, while the log's loop changes them. */
final class LogReader {
  private static final int MAX_TRIES = 100;

  private final LogSegments segments;

  LogReader(LogSegments segments) {
    this.segments = segments;
  }

  /** Batches from the one that holds the offset on, all below the bound; of one segment. */
  LogRead read(long offset, int maxBytes, long upperBoundOffset, boolean atLeastOne) {
    return retried(() -> readOnce(offset, maxBytes, upperBoundOffset, atLeastOne));
  }

  private LogRead readOnce(long offset, int maxBytes, long upperBoundOffset, boolean atLeastOne) {
    SegmentList list = segments.list();
    int index = list.floorIndex(offset);
    if (index < 0) {
      return LogRead.outOfRange(offset);
    }
    while (index < list.count() && list.baseOffset(index) < upperBoundOffset) {
      long end = endOf(list, index);
      // What lies below the bound as a whole is read as a whole: a damaged header that claims
      // offsets of later segments must not hide its own batch from those who check it.
      long bound = end <= upperBoundOffset ? Long.MAX_VALUE : upperBoundOffset;
      SegmentRead read = list.get(index).read(offset, maxBytes, bound, atLeastOne);
      if (read != null) {
        return toLogRead(read, offset, Math.min(end, upperBoundOffset));
      }
      index++;
    }
    return LogRead.empty(offset);
  }

  /** The offset that a segment ends below, by where the next one begins. */
  private static long endOf(SegmentList list, int index) {
    return index + 1 < list.count() ? list.baseOffset(index + 1) : Long.MAX_VALUE;
  }

  private static LogRead toLogRead(SegmentRead read, long offset, long endOffset) {
    if (read.records().sizeInBytes() == 0) {
      return LogRead.empty(offset);
    }
    return new LogRead(ErrorCode.NONE, read.records(), Math.min(read.nextOffset(), endOffset));
  }

  /** The aborted transactions that touch offsets of the range. */
  List<AbortedTransaction> aborted(long fromOffset, long toOffset) {
    return retried(
        () -> {
          SegmentList list = segments.list();
          List<AbortedTransaction> found = new ArrayList<>();
          for (int i = Math.max(0, list.floorIndex(fromOffset)); i < list.count(); i++) {
            if (list.get(i).collectAborted(fromOffset, toOffset, found)) {
              break;
            }
          }
          return found;
        });
  }

  /** The first record at or behind the offset whose timestamp is not smaller; null if none is. */
  @Nullable FoundOffset firstAtOrAfter(long timestampMs, long fromOffset) {
    return retried(
        () -> {
          long startOffset = Math.max(fromOffset, segments.timestamps().startFor(timestampMs));
          SegmentList list = segments.list();
          for (int i = Math.max(0, list.floorIndex(startOffset)); i < list.count(); i++) {
            if (list.size(i) > 0 && list.largestTimestampMs(i) >= timestampMs) {
              FoundOffset found = findIn(list.get(i), timestampMs, fromOffset);
              if (found != null) {
                return found;
              }
            }
          }
          return null;
        });
  }

  private static @Nullable FoundOffset findIn(Segment segment, long timestampMs, long fromOffset) {
    long startOffset = Math.max(fromOffset, segment.timeIndex().before(timestampMs).offset());
    return find(segment, startOffset, fromOffset, timestamp -> timestamp >= timestampMs);
  }

  /** The record with the largest timestamp (KIP-734); null when there is none. */
  @Nullable FoundOffset withLargestTimestamp(long fromOffset) {
    return retried(
        () -> {
          SegmentList list = segments.list();
          int best = latest(list);
          if (best < 0) {
            return null;
          }
          TimestampedOffset largest = list.get(best).largestTimestamp();
          return find(
              list.get(best),
              largest.offset(),
              fromOffset,
              timestamp -> timestamp >= largest.timestampMs());
        });
  }

  private static int latest(SegmentList list) {
    int best = -1;
    for (int i = 0; i < list.count(); i++) {
      boolean isLater = best < 0 || list.largestTimestampMs(i) > list.largestTimestampMs(best);
      if (list.size(i) > 0 && isLater) {
        best = i;
      }
    }
    return best;
  }

  private static @Nullable FoundOffset find(
      Segment segment, long startOffset, long fromOffset, LongPredicate isWanted) {
    int limit = segment.size();
    OpenFile open = segment.acquire();
    try {
      BatchHeaders headers = new BatchHeaders(open.file(), segment.locate(startOffset), limit);
      while (headers.next()) {
        if (isWanted.test(headers.header().maxTimestamp())) {
          FoundOffset found = findRecord(open, headers, fromOffset, isWanted);
          if (found != null) {
            return found;
          }
        }
      }
      return null;
    } finally {
      open.release();
    }
  }

  private static @Nullable FoundOffset findRecord(
      OpenFile open, BatchHeaders headers, long fromOffset, LongPredicate isWanted) {
    ByteBuffer bytes = ByteBuffer.allocate(headers.header().sizeInBytes());
    open.file().read(bytes, headers.position());
    RecordBatch batch = new RecordBatch(bytes, 0);
    try (RecordCursor cursor = RecordCursor.open(batch)) {
      while (cursor.next()) {
        if (cursor.offset() >= fromOffset && isWanted.test(cursor.timestamp())) {
          return new FoundOffset(cursor.timestamp(), cursor.offset(), batch.partitionLeaderEpoch());
        }
      }
    }
    return null;
  }

  // A segment may be deleted under a reader; the list it then sees no longer has it.
  private <T extends @Nullable Object> T retried(Supplier<T> lookup) {
    for (int tries = 1; ; tries++) {
      try {
        return lookup.get();
      } catch (FileGoneException e) {
        if (tries == MAX_TRIES) {
          throw e;
        }
        SegmentList unused = segments.settledList();
      }
    }
  }
}
