package io.ottla.storage.verify;

import io.ottla.storage.index.TimeIndex;
import io.ottla.storage.segment.FileKind;
import io.ottla.wire.record.RecordBatch;

/**
 * Holds the index of timestamps against the batches, side by side. It ends with the largest
 * timestamp of the segment once that is complete.
 */
final class TimeIndexCheck implements AutoCloseable {
  private static final int OFFSET = 8;

  private final SegmentPlace place;
  private final IndexEntries entries;
  private boolean isSound = true;
  private long lastIndexed = RecordBatch.NO_TIMESTAMP;
  private long largest = RecordBatch.NO_TIMESTAMP;

  TimeIndexCheck(SegmentPlace place) {
    this.place = place;
    this.entries = IndexEntries.open(place, FileKind.TIME_INDEX, TimeIndex.ENTRY_SIZE);
  }

  void accept(RecordBatch batch) {
    largest = Math.max(largest, batch.maxTimestamp());
    boolean isMatched = false;
    while (!isMatched && entries.hasEntry() && isDue(batch)) {
      isMatched = isOf(batch);
      if (isMatched) {
        lastIndexed = timestamp();
      } else {
        reportEntry();
      }
      entries.advance();
    }
  }

  private boolean isDue(RecordBatch batch) {
    return offset() <= batch.lastOffset() || timestamp() < largest;
  }

  // Apache Kafka has also named the record, in the middle of its batch.
  private boolean isOf(RecordBatch batch) {
    return timestamp() == batch.maxTimestamp()
        && timestamp() >= lastIndexed
        && offset() >= batch.baseOffset()
        && offset() <= batch.lastOffset();
  }

  private long timestamp() {
    return entries.longAt(0);
  }

  private long offset() {
    return place.baseOffset() + entries.intAt(OFFSET);
  }

  private void reportEntry() {
    isSound = false;
    String sentence = "says that timestamp " + timestamp() + " belongs to last offset " + offset();
    place.report().wrong(entries.path(), entries.position(), sentence);
  }

  /** To be called behind the last batch. There are no indexes before the first. */
  void complete(boolean hasBatches) {
    for (; entries.hasEntry(); entries.advance()) {
      reportEntry();
    }
    if (hasBatches && !entries.exists()) {
      place.report().lacking(entries.path(), 0, "is missing");
    } else if (isSound && lastIndexed < largest) {
      String sentence = "ends with timestamp " + lastIndexed + ", the largest is " + largest;
      place.report().lacking(entries.path(), entries.position(), sentence);
    }
  }

  @Override
  public void close() {
    entries.close();
  }
}
