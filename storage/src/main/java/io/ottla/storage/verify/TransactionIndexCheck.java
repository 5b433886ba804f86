package io.ottla.storage.verify;

import io.ottla.storage.index.TransactionIndex;
import io.ottla.storage.segment.FileKind;
import io.ottla.storage.verify.OpenTransactions.StableClaim;
import io.ottla.wire.codec.MalformedRequestException;
import io.ottla.wire.record.ControlType;
import io.ottla.wire.record.RecordBatch;
import io.ottla.wire.record.RecordCursor;
import org.jspecify.annotations.Nullable;

/**
 * Holds the index of aborted transactions against the markers in the log: each abort marker with
 * records before it has an entry, and each entry an abort marker. A marker whose records are gone
 * may have one.
 */
final class TransactionIndexCheck implements AutoCloseable {
  private final SegmentPlace place;
  private final OpenTransactions transactions;
  private final IndexEntries entries;

  TransactionIndexCheck(SegmentPlace place, OpenTransactions transactions) {
    this.place = place;
    this.transactions = transactions;
    this.entries =
        IndexEntries.open(place, FileKind.TRANSACTION_INDEX, TransactionIndex.ENTRY_SIZE);
  }

  void accept(RecordBatch batch, int position) {
    StableClaim contradicted = transactions.accept(batch);
    if (contradicted != null) {
      reportClaim(place.report(), contradicted, "a transaction begins at " + batch.baseOffset());
    }
    if (batch.isControl() && batch.hasProducerId()) {
      ControlType type = typeOf(batch, position);
      if (type == ControlType.ABORT || type == ControlType.COMMIT) {
        acceptMarker(batch, type == ControlType.ABORT);
      }
    }
  }

  private ControlType typeOf(RecordBatch batch, int position) {
    try (RecordCursor cursor = RecordCursor.open(batch)) {
      return cursor.next() ? ControlType.ofKey(cursor.key()) : ControlType.UNKNOWN;
    } catch (MalformedRequestException e) {
      place.report().damaged(place.path(FileKind.LOG), position, "no readable control record");
      return ControlType.UNKNOWN;
    }
  }

  private void acceptMarker(RecordBatch marker, boolean isAbort) {
    Long firstOffset = transactions.end(marker.producerId());
    while (entries.hasEntry()
        && lastOffset() < marker.baseOffset()
        && !isMeant(marker, firstOffset)) {
      reportStray();
    }
    if (entries.hasEntry()
        && (lastOffset() == marker.baseOffset() || (isAbort && isMeant(marker, firstOffset)))) {
      checkEntry(marker, isAbort, firstOffset);
      entries.advance();
    } else if (isAbort && firstOffset != null) {
      String sentence =
          "lacks the transaction of producer %d from offset %d, aborted at %d"
              .formatted(marker.producerId(), firstOffset, marker.baseOffset());
      place.report().lacking(entries.path(), entries.position(), sentence);
    }
  }

  /** Whether the entry is of the transaction, though its marker may lie elsewhere. */
  private boolean isMeant(RecordBatch marker, @Nullable Long firstOffset) {
    return firstOffset != null
        && producerId() == marker.producerId()
        && firstOffset() == firstOffset;
  }

  private void checkEntry(RecordBatch marker, boolean isAbort, @Nullable Long firstOffset) {
    if (!isAbort) {
      report("the transaction that ends at offset " + marker.baseOffset() + " was committed");
    } else if (entries.shortAt(0) != 0) {
      report("version " + entries.shortAt(0));
    } else if (producerId() != marker.producerId()) {
      report("producer " + producerId() + ", in the marker it is " + marker.producerId());
    } else if (lastOffset() != marker.baseOffset()) {
      report("last offset " + lastOffset() + ", the marker lies at " + marker.baseOffset());
    } else if (!isFirst(firstOffset)) {
      report("first offset " + firstOffset() + ", the transaction begins at " + firstOffset);
    } else {
      checkStable(marker);
    }
  }

  private boolean isFirst(@Nullable Long firstOffset) {
    if (firstOffset == null || firstOffset() < firstOffset) {
      return transactions.mayHaveMissed(firstOffset());
    }
    return firstOffset() == firstOffset;
  }

  // Behind an entry that says too much is stable readers would not look for others.
  private void checkStable(RecordBatch marker) {
    long stable = entries.longAt(TransactionIndex.LAST_STABLE_OFFSET);
    Long oldest = transactions.oldest();
    if (stable < 0 || (oldest != null && stable > oldest)) {
      String open = oldest == null ? "" : ", a transaction is open from offset " + oldest;
      report("last stable offset " + stable + open);
    } else if (stable > marker.nextOffset()) {
      transactions.claim(new StableClaim(entries.path(), entries.position(), stable));
    }
  }

  static void reportClaim(Report report, StableClaim claim, String but) {
    String sentence = "last stable offset " + claim.offset() + ", but " + but;
    report.wrong(claim.file(), claim.position(), sentence);
  }

  private long producerId() {
    return entries.longAt(TransactionIndex.PRODUCER_ID);
  }

  private long firstOffset() {
    return entries.longAt(TransactionIndex.FIRST_OFFSET);
  }

  private long lastOffset() {
    return entries.longAt(TransactionIndex.LAST_OFFSET);
  }

  private void reportStray() {
    report("no abort marker at offset " + lastOffset());
    entries.advance();
  }

  private void report(String sentence) {
    place.report().wrong(entries.path(), entries.position(), sentence);
  }

  /** To be called behind the last batch. */
  void complete() {
    while (entries.hasEntry()) {
      reportStray();
    }
  }

  @Override
  public void close() {
    entries.close();
  }
}
