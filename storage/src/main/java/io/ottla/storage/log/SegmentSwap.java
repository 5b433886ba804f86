package io.ottla.storage.log;

import io.ottla.storage.disk.Disk;
import io.ottla.storage.segment.BatchWalk;
import io.ottla.storage.segment.FileKind;
import io.ottla.storage.segment.LogFiles;
import io.ottla.storage.segment.Segment;
import java.util.ArrayList;
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
    long nextOffset =
        BatchWalk.walk(swap, 0, BatchWalk.CHUNK_BYTES, (batch, position) -> {}).nextOffset();
    swap.giveUp();
    List<Long> replaced = new ArrayList<>();
    for (String name : names) {
      long other = FileKind.LOG.offsetIn(name);
      if (other >= baseOffset && other < nextOffset) {
        replaced.add(other);
      }
    }
    for (long other : replaced) {
      for (FileKind kind : FileKind.SEGMENT_FILES) {
        files.disk().delete(files.path(kind, other));
      }
    }
    rename(files, baseOffset, FileKind.SWAP, "");
  }
}
