package io.ottla.storage.compact;

import io.ottla.storage.compact.CompactionResult.Replacement;
import io.ottla.storage.disk.DiskFullException;
import io.ottla.storage.file.CorruptLogException;
import io.ottla.storage.file.FileGoneException;
import io.ottla.storage.index.AbortedTransaction;
import io.ottla.storage.segment.BatchWalk;
import io.ottla.storage.segment.FileKind;
import io.ottla.storage.segment.Segment;
import io.ottla.wire.record.RecordBatch;
import io.ottla.wire.record.RecordCursor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Carries out a plan: notes the last offset of every key in the dirty part, as far as memory goes,
 * then writes what stays of all segments below into new ones. Blocks; on any one thread.
 */
public final class Compactor {
  private final CompactionPlan plan;
  private final int readBytes;
  private final Pace pace;
  private final AbortedRanges aborted;
  private final MarkerCheck markers;
  private final OffsetMap map;
  private final List<Segment> made = new ArrayList<>();
  private int done;
  private int latestEpoch = RecordBatch.NO_LEADER_EPOCH;
  private long mapEndOffset;
  private long bytesRead;
  private long bytesWritten;

  private Compactor(CompactionPlan plan, Buffers buffers, Pace pace) {
    this.plan = plan;
    this.readBytes = buffers.readBytes();
    this.pace = pace;
    this.aborted = new AbortedRanges(plan.aborted().get());
    this.markers = new MarkerCheck(aborted, plan.logStartOffset());
    this.map =
        new OffsetMap(
            buffers.mapBytes(), buffers.mapLoad(), plan.endOffset() - plan.firstDirtyOffset());
    this.mapEndOffset = plan.endOffset();
  }

  /**
   * The memory that one compaction may use.
   *
   * @param mapBytes for the keys: the share of {@code log.cleaner.dedupe.buffer.size}
   * @param mapLoad how much of that is filled: {@code log.cleaner.io.buffer.load.factor}
   * @param readBytes at a time, and more where a batch is larger: the share of {@code
   *     log.cleaner.io.buffer.size}
   */
  public record Buffers(long mapBytes, double mapLoad, int readBytes) {}

  /**
   * Compacts. What is given up half done leaves no file behind.
   *
   * @throws FileGoneException when the log has given up one of the segments meanwhile
   */
  public static CompactionResult run(CompactionPlan plan, Buffers buffers, Pace pace) {
    Compactor compactor = new Compactor(plan, buffers, pace);
    try {
      return compactor.run();
    } catch (DiskFullException | FileGoneException | IllegalStateException e) {
      compactor.made.forEach(Segment::remove);
      throw e;
    }
  }

  private CompactionResult run() {
    noteKeys();
    BatchCompactor batches = new BatchCompactor(map, mapEndOffset, aborted, plan);
    List<Segment> reached =
        plan.segments().stream().filter(s -> s.baseOffset() < mapEndOffset).toList();
    List<Replacement> replacements = new ArrayList<>();
    for (List<Segment> group : SegmentGroups.of(reached, plan)) {
      replacements.add(new Replacement(group, compact(group, batches)));
    }
    checkEpoch(reached);
    return new CompactionResult(replacements, mapEndOffset, bytesRead, bytesWritten);
  }

  private void noteKeys() {
    for (Segment segment : plan.segments()) {
      if (segment.nextOffset() > plan.firstDirtyOffset() && mapEndOffset == plan.endOffset()) {
        int start = segment.locate(Math.max(plan.firstDirtyOffset(), segment.baseOffset()));
        checkWhole(
            segment,
            BatchWalk.walk(
                segment,
                start,
                readBytes,
                (batch, position) -> {
                  if (!batch.isCrcValid()) {
                    throw segment.damaged(position);
                  }
                  noteKeys(batch);
                }));
      }
    }
  }

  private void noteKeys(RecordBatch batch) {
    count(batch.sizeInBytes());
    if (batch.isControl() || mapEndOffset != plan.endOffset() || aborted.isAborted(batch)) {
      return;
    }
    try (RecordCursor cursor = RecordCursor.open(batch)) {
      while (cursor.next()) {
        ByteBuffer key = cursor.key();
        if (key != null && cursor.offset() >= plan.firstDirtyOffset()) {
          if (map.isFull()) {
            mapEndOffset = cursor.offset();
            return;
          }
          map.put(key, cursor.offset());
        }
      }
    }
  }

  private void count(long bytes) {
    bytesRead += bytes;
    pace.onBytes(bytes);
  }

  private Segment compact(List<Segment> group, BatchCompactor batches) {
    Segment cleaned = Segment.create(plan.files(), group.get(0).baseOffset(), FileKind.CLEANED);
    made.add(cleaned);
    plan.onNamesChanged().run();
    for (Segment segment : group) {
      boolean isLast = segment == group.get(group.size() - 1);
      int size = segment.size();
      BatchWalk.Outcome outcome =
          BatchWalk.check(
              segment,
              latestEpoch,
              readBytes,
              (batch, position) -> {
                checkMarker(batch, segment);
                boolean isAnchor = isLast && position + batch.sizeInBytes() == size;
                count(batch.sizeInBytes());
                write(batches.compact(batch, isAnchor), cleaned);
              });
      checkWhole(segment, outcome);
      checkEnd(segment, outcome);
      latestEpoch = outcome.latestEpoch();
    }
    cleaned.seal();
    if (!cleaned.flushIndexes()) {
      throw new DiskFullException("indexes of " + cleaned);
    }
    cleaned.syncBatches();
    cleaned.syncIndexes();
    return cleaned;
  }

  /** What lies behind damage must not be lost with it. */
  private static void checkWhole(Segment segment, BatchWalk.Outcome outcome) {
    if (outcome.validBytes() != segment.size()) {
      throw segment.damaged(outcome.validBytes());
    }
  }

  /** No checksum covers where a batch says it is. */
  private void checkEnd(Segment segment, BatchWalk.Outcome outcome) {
    done++;
    if (outcome.nextOffset() > plan.follower(done).baseOffset()) {
      throw corrupt(FileKind.LOG, segment, "batch that reaches into the next segment");
    }
  }

  /**
   * No checksum covers a batch's leader epoch either. One that is later than what follows would
   * have recovery cut off all behind it.
   */
  private void checkEpoch(List<Segment> reached) {
    Segment follower = plan.follower(reached.size());
    int epoch = follower.size() == 0 ? plan.latestEpoch() : follower.firstEpoch();
    if (epoch != RecordBatch.NO_LEADER_EPOCH && latestEpoch > epoch) {
      Segment last = reached.get(reached.size() - 1);
      throw corrupt(FileKind.LOG, last, "batch of a later leader epoch than what follows");
    }
  }

  private void checkMarker(RecordBatch batch, Segment segment) {
    if (markers.isContradicted(batch)) {
      throw corrupt(
          FileKind.TRANSACTION_INDEX,
          segment,
          "transaction with another end than the marker at offset " + batch.baseOffset());
    }
  }

  private CorruptLogException corrupt(FileKind kind, Segment segment, String what) {
    return new CorruptLogException(plan.files().path(kind, segment.baseOffset()), 0, what);
  }

  private void write(BatchCompactor.Kept kept, Segment cleaned) {
    ByteBuffer bytes = kept.bytes();
    if (bytes == null) {
      return;
    }
    AbortedTransaction ended = kept.ended();
    if (ended != null) {
      cleaned.noteAborted(ended);
    }
    bytesWritten += bytes.remaining();
    pace.onBytes(bytes.remaining());
    cleaned.append(bytes, plan.rules().indexIntervalBytes());
  }
}
