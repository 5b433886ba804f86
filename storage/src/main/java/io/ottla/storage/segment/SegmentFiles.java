package io.ottla.storage.segment;

import io.ottla.storage.file.CachedFile;
import io.ottla.storage.index.EntryFile;
import io.ottla.storage.index.OffsetIndex;
import io.ottla.storage.index.TimeIndex;
import io.ottla.storage.index.TransactionIndex;
import java.util.List;
import java.util.function.Consumer;

/**
 * The files of a segment, each opened when it is used, and what is remembered of them. They exist
 * while the segment is used: a log may have a hundred thousand segments that nobody looks at.
 */
final class SegmentFiles {
  private final CachedFile log;
  private final OffsetIndex offsetIndex;
  private final TimeIndex timeIndex;
  private final TransactionIndex transactionIndex;
  private final RecentPositions recent = new RecentPositions();

  SegmentFiles(LogFiles files, long baseOffset, String mark) {
    this.log = files.file(FileKind.LOG, baseOffset, mark, this);
    this.offsetIndex =
        new OffsetIndex(
            baseOffset,
            files.file(FileKind.OFFSET_INDEX, baseOffset, mark, this),
            () -> files.size(FileKind.OFFSET_INDEX, baseOffset, mark));
    this.timeIndex =
        new TimeIndex(
            baseOffset,
            files.file(FileKind.TIME_INDEX, baseOffset, mark, this),
            () -> files.size(FileKind.TIME_INDEX, baseOffset, mark));
    this.transactionIndex =
        new TransactionIndex(
            files.file(FileKind.TRANSACTION_INDEX, baseOffset, mark, this),
            () -> files.size(FileKind.TRANSACTION_INDEX, baseOffset, mark));
  }

  CachedFile log() {
    return log;
  }

  OffsetIndex offsetIndex() {
    return offsetIndex;
  }

  TimeIndex timeIndex() {
    return timeIndex;
  }

  TransactionIndex transactionIndex() {
    return transactionIndex;
  }

  RecentPositions recent() {
    return recent;
  }

  /** Makes the indexes that every segment with batches has. */
  void createIndexes() {
    offsetIndex.file().create();
    timeIndex.file().create();
  }

  void clearIndexes() {
    recent.clear();
    offsetIndex.file().clear();
    timeIndex.file().clear();
    forTransactions(EntryFile::clear);
  }

  /** Writes what the indexes hold in memory; false when the disk has no room for all of it. */
  boolean flushIndexes() {
    boolean isComplete = true;
    for (EntryFile index : indexes()) {
      isComplete &= index.flush();
    }
    return isComplete;
  }

  void syncIndexes() {
    offsetIndex.file().sync();
    timeIndex.file().sync();
    forTransactions(EntryFile::sync);
  }

  // There is no such file while there is no aborted transaction.
  private void forTransactions(Consumer<EntryFile> action) {
    if (!transactionIndex.isEmpty()) {
      action.accept(transactionIndex.file());
    }
  }

  void giveUp() {
    log.giveUp();
    indexes().forEach(EntryFile::giveUp);
  }

  private List<EntryFile> indexes() {
    return List.of(offsetIndex.file(), timeIndex.file(), transactionIndex.file());
  }
}
