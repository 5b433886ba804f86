package io.ottla.storage.verify;

import io.ottla.storage.index.OffsetIndex;
import io.ottla.storage.segment.FileKind;
import io.ottla.wire.record.RecordBatch;

/**
 * Holds the index of offsets against the batches; both ascend, so they are walked side by side. An
 * entry is due once a batch reaches its position or its offset, so that one that is damaged does
 * not hold up those behind it.
 */
final class OffsetIndexCheck implements AutoCloseable {
  private static final int POSITION = 4;

  private final SegmentPlace place;
  private final Spacing spacing;
  private final IndexEntries entries;
  private int lastIndexed;
  private int lastBatch;

  OffsetIndexCheck(SegmentPlace place, Spacing spacing) {
    this.place = place;
    this.spacing = spacing;
    this.entries = IndexEntries.open(place, FileKind.OFFSET_INDEX, OffsetIndex.ENTRY_SIZE);
  }

  /** How many bytes lie between neighbouring entries of a log at the most. */
  static final class Spacing {
    private int widest;

    void add(int bytes) {
      widest = Math.max(widest, bytes);
    }
  }

  void accept(RecordBatch batch, int position) {
    boolean isMatched = false;
    while (!isMatched && entries.hasEntry() && isDue(batch, position)) {
      isMatched = position() == position && offset() == batch.lastOffset();
      if (isMatched) {
        spacing.add(position - lastIndexed);
        lastIndexed = position;
      } else {
        reportEntry();
      }
      entries.advance();
    }
    lastBatch = position;
  }

  private boolean isDue(RecordBatch batch, int position) {
    return position() <= position || offset() <= batch.lastOffset();
  }

  private long offset() {
    return place.baseOffset() + entries.intAt(0);
  }

  private int position() {
    return entries.intAt(POSITION);
  }

  private void reportEntry() {
    String sentence = "says that the batch with last offset " + offset() + " begins at ";
    place.report().wrong(entries.path(), entries.position(), sentence + position());
  }

  /** To be called behind the last batch. There are no indexes before the first. */
  void complete(boolean hasBatches) {
    for (; entries.hasEntry(); entries.advance()) {
      reportEntry();
    }
    if (hasBatches && !entries.exists()) {
      place.report().lacking(entries.path(), 0, "is missing");
    } else if (!place.isLast() && spacing.widest > 0 && lastBatch - lastIndexed >= spacing.widest) {
      reportEnd();
    }
  }

  // Entries lie further apart than the last batch from the last entry, unless the setting has
  // changed in between or a restart has begun to count anew.
  private void reportEnd() {
    String sentence =
        "ends %d bytes before the last batch, entries lie at most %d apart: some may be missing"
            .formatted(lastBatch - lastIndexed, spacing.widest);
    place.report().undecided(entries.path(), entries.position(), sentence);
  }

  @Override
  public void close() {
    entries.close();
  }
}
