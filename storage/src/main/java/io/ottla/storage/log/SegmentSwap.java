package io.ottla.storage.log;

import io.ottla.storage.disk.Disk;
import io.ottla.storage.segment.BatchWalk;
import io.ottla.storage.segment.FileKind;
import io.ottla.storage.segment.LogFiles;
import io.ottla.storage.segment.Segment;
import io.ottla.wire.record.RecordBatch;
import java.util.Arrays;
import java.util.List;

/**
 * Compacted segments on their way into the place of others. Their files are written as {@code
 * .cleaned}, which a restart removes; complete and synced they become {@code .swap}, the log file
 * last, and a restart then goes on from there.
 */
final class SegmentSwap {
  private SegmentSwap() {}

  /** Gives a segment's files another mark, the log file last. */
  static void rename(LogFiles files, long baseOffset, String from, String to) {
    Disk disk = files.disk();
    for (FileKind kind : FileKind.SEGMENT_FILES) {
      if (disk.exists(files.path(kind, baseOffset, from))) {
        disk.rename(files.path(kind, baseOffset, from), files.path(kind, baseOffset, to));
      }
    }
  }

  /**
   * Completes what a crash has interrupted: each segment marked {@code .swap} takes the place of
   * those that begin in its range.
   *
   * @return the names in the directory that are still there
   */
  static List<String> complete(LogFiles files, List<String> names) {
    if (names.stream().noneMatch(name -> name.endsWith(FileKind.SWAP))) {
      return names;
    }
    for (String name : names) {
      if (name.endsWith(FileKind.SWAP)) {
        String plain = name.substring(0, name.length() - FileKind.SWAP.length());
        long baseOffset = FileKind.LOG.offsetIn(plain);
        if (baseOffset >= 0) {
          complete(files, names, baseOffset);
        }
      }
    }
    for (String name : files.disk().list(files.directory())) {
      if (name.endsWith(FileKind.SWAP)) {
        files.disk().delete(files.directory().resolve(name));
      }
    }
    return files.disk().list(files.directory());
  }

  private static void complete(LogFiles files, List<String> names, long baseOffset) {
    int size =
        Math.toIntExact(files.disk().size(files.path(FileKind.LOG, baseOffset, FileKind.SWAP)));
    Segment swap = Segment.onDisk(files, baseOffset, FileKind.SWAP, size);
    BatchWalk.Outcome outcome =
        BatchWalk.check(
            swap, RecordBatch.NO_LEADER_EPOCH, BatchWalk.CHUNK_BYTES, (batch, position) -> {});
    if (outcome.validBytes() != size) {
      throw swap.damaged(outcome.validBytes());
    }
    swap.giveUp();
    long[] replaced =
        Arrays.stream(FileKind.LOG.offsetsIn(names))
            .filter(other -> other >= baseOffset && other < outcome.nextOffset())
            .toArray();
    if (replaced.length > 0) {
      checkEnd(files, swap, replaced[replaced.length - 1], outcome.nextOffset());
    }
    // The last one goes last: should this be cut off too, its end is compared with once more.
    for (long other : replaced) {
      for (FileKind kind : FileKind.SEGMENT_FILES) {
        files.disk().delete(files.path(kind, other));
      }
    }
    rename(files, baseOffset, FileKind.SWAP, "");
  }

  // Segments would be lost by an end that is wrong, and no checksum covers where a batch says it
  // is. Compaction keeps the last offset of each batch that it keeps.
  private static void checkEnd(LogFiles files, Segment swap, long lastReplaced, long nextOffset) {
    long size = files.disk().size(files.path(FileKind.LOG, lastReplaced));
    Segment last = Segment.onDisk(files, lastReplaced, Math.toIntExact(size));
    boolean[] hasBatch = {false};
    BatchWalk.walk(
        last,
        0,
        BatchWalk.CHUNK_BYTES,
        (batch, position) -> hasBatch[0] |= batch.nextOffset() == nextOffset);
    last.giveUp();
    if (!hasBatch[0]) {
      throw swap.damaged(swap.size());
    }
  }
}
