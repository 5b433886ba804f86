package io.ottla.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.storage.dir.OffsetCheckpoint;
import io.ottla.storage.index.TransactionIndex;
import io.ottla.storage.segment.FileKind;
import io.ottla.storage.verify.Finding;
import io.ottla.storage.verify.LogState;
import io.ottla.wire.record.BatchLayout;
import io.ottla.wire.record.RecordBatches;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index of aborted transactions against the markers. */
class LogVerifierTransactionsTest {
  private static final String INDEX = "00000000000000000000.txnindex";
  private static final int SECOND = TransactionIndex.ENTRY_SIZE;

  private final CheckedLog checked;
  private final LogHarness harness;

  LogVerifierTransactionsTest(@TempDir Path root) {
    checked = new CheckedLog(root.resolve("t-0"));
    harness = new LogHarness(checked.disk, checked.directory, LogConfig.DEFAULT);
  }

  private void data(long producer, int sequence) {
    harness.append(LogHarness.producer(producer, 0, sequence).asTransactional(), "value");
  }

  private void end(long producer, boolean commit) {
    harness.endTransaction(producer, 0, commit);
  }

  /**
   * Producer 1 is aborted (0 to 2), 2 is committed (3 to 4), 1 is aborted (5 to 8) while 2 is open
   * from 6 on; that is aborted at 9.
   */
  private void fill() {
    data(1, 0);
    data(1, 1);
    end(1, false);
    data(2, 0);
    end(2, true);
    data(1, 2);
    data(2, 1);
    data(1, 3);
    end(1, false);
    end(2, false);
    harness.log.close();
  }

  @Test
  void abortedTransactionsThatAreInTheIndexAreNoFinding() {
    fill();

    assertThat(checked.lines()).isEmpty();
    assertThat(checked.read(INDEX)).hasSize(3 * TransactionIndex.ENTRY_SIZE);
  }

  @Test
  void anotherProducerIsFound() {
    fill();
    checked.putLong(INDEX, SECOND + TransactionIndex.PRODUCER_ID, 9);

    assertThat(checked.lines())
        .containsExactly(INDEX + " at position 34: producer 9, in the marker it is 1");
  }

  @Test
  void anotherFirstOffsetIsFound() {
    fill();
    checked.putLong(INDEX, SECOND + TransactionIndex.FIRST_OFFSET, 3);

    assertThat(checked.lines())
        .containsExactly(INDEX + " at position 34: first offset 3, the transaction begins at 5");

    checked.putLong(INDEX, SECOND + TransactionIndex.FIRST_OFFSET, 7);

    assertThat(checked.lines())
        .containsExactly(INDEX + " at position 34: first offset 7, the transaction begins at 5");
  }

  @Test
  void aMarkerElsewhereIsFoundAndDoesNotHoldUpTheOthers() {
    fill();
    checked.putLong(INDEX, SECOND + TransactionIndex.LAST_OFFSET, 1L << 40);

    assertThat(checked.lines())
        .containsExactly(
            INDEX + " at position 34: last offset 1099511627776, the marker lies at 8");

    checked.putLong(INDEX, SECOND + TransactionIndex.LAST_OFFSET, 3);

    assertThat(checked.lines())
        .containsExactly(
            INDEX + " at position 34: no abort marker at offset 3",
            INDEX
                + " at position 68: lacks the transaction of producer 1 from offset 5, aborted at"
                + " 8");
  }

  @Test
  void anyBitThatFlipsInWhatNamesATransactionIsFound() {
    fill();
    byte[] right = checked.read(INDEX);
    for (int bit = 0; bit < TransactionIndex.LAST_STABLE_OFFSET * Byte.SIZE; bit++) {
      byte[] wrong = right.clone();
      wrong[SECOND + bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
      checked.write(INDEX, wrong);
      checked.verify();

      assertThat(checked.findings).as("bit %d", bit).hasSizeBetween(1, 2);
      assertThat(checked.findings).extracting(Finding::position).contains((long) SECOND);
    }
  }

  @Test
  void anotherVersionIsFound() {
    fill();
    checked.flip(INDEX, 1);

    assertThat(checked.lines()).containsExactly(INDEX + " at position 0: version 1");
  }

  @Test
  void aCommittedTransactionInTheIndexIsFound() {
    fill();
    checked.putLong(INDEX, TransactionIndex.LAST_OFFSET, 4);

    assertThat(checked.lines())
        .containsExactly(INDEX + " at position 0: last offset 4, the marker lies at 2");

    checked.putLong(INDEX, TransactionIndex.PRODUCER_ID, 2);

    assertThat(checked.lines())
        .containsExactly(
            INDEX
                + " at position 0: lacks the transaction of producer 1 from offset 0, aborted at 2",
            INDEX + " at position 0: the transaction that ends at offset 4 was committed");
  }

  @Test
  void anEntryTooFewIsFound() {
    fill();
    checked.shorten(INDEX, TransactionIndex.ENTRY_SIZE);

    assertThat(checked.lines())
        .containsExactly(
            INDEX
                + " at position 68: lacks the transaction of producer 2 from offset 6,"
                + " aborted at 9");

    checked.delete(INDEX);

    assertThat(checked.lines()).hasSize(3);
  }

  @Test
  void anEntryTooManyIsFound() {
    fill();
    checked.lengthen(INDEX, TransactionIndex.ENTRY_SIZE, 1);

    assertThat(checked.lines())
        .singleElement()
        .asString()
        .startsWith(INDEX + " at position 102: no abort marker at offset ");
  }

  @Test
  void anEntryOfNoMarkerBetweenOthersIsFound() {
    data(1, 0);
    end(1, false);
    data(1, 1);
    data(1, 2);
    end(1, false);
    harness.log.close();
    byte[] right = checked.read(INDEX);
    ByteBuffer more = ByteBuffer.allocate(right.length + SECOND);
    more.put(right, 0, SECOND).put(right, 0, SECOND).put(right, SECOND, SECOND);
    more.putLong(SECOND + TransactionIndex.LAST_OFFSET, 3);
    checked.write(INDEX, more.array());

    assertThat(checked.lines())
        .containsExactly(INDEX + " at position 34: no abort marker at offset 3");
  }

  @Test
  void whatIsSaidToBeStableThoughATransactionIsOpenIsFound() {
    fill();
    checked.putLong(INDEX, SECOND + TransactionIndex.LAST_STABLE_OFFSET, 8);

    assertThat(checked.lines())
        .containsExactly(
            INDEX + " at position 34: last stable offset 8, a transaction is open from offset 6");

    checked.putLong(INDEX, SECOND + TransactionIndex.LAST_STABLE_OFFSET, -1);

    assertThat(checked.lines()).hasSize(1);
  }

  @Test
  void whatIsSaidToBeStableThoughATransactionBeginsThereIsFound() {
    fill();
    checked.putLong(INDEX, TransactionIndex.LAST_STABLE_OFFSET, 4);

    assertThat(checked.lines())
        .containsExactly(
            INDEX + " at position 0: last stable offset 4, but a transaction begins at 3");
  }

  @Test
  void whatIsSaidToBeStableUpToTheNextTransactionIsNoFinding() {
    data(1, 0);
    end(1, false);
    harness.append("plain");
    data(1, 1);
    end(1, true);
    harness.log.close();
    checked.putLong(INDEX, TransactionIndex.LAST_STABLE_OFFSET, 3);

    assertThat(checked.lines()).isEmpty();
  }

  @Test
  void whatIsSaidToBeStableBehindTheLogsEndIsFound() {
    fill();
    checked.putLong(INDEX, 2 * SECOND + TransactionIndex.LAST_STABLE_OFFSET, -1);

    assertThat(checked.lines()).containsExactly(INDEX + " at position 68: last stable offset -1");

    checked.putLong(INDEX, 2 * SECOND + TransactionIndex.LAST_STABLE_OFFSET, 11);
    checked.putLong(INDEX, SECOND + TransactionIndex.LAST_STABLE_OFFSET, 6);

    assertThat(checked.lines())
        .containsExactly(INDEX + " at position 68: last stable offset 11, but the log ends at 10");
  }

  @Test
  void aMarkerWithoutRecordsNeedsNoEntry() {
    end(1, false);
    data(1, 0);
    end(1, true);
    end(1, false);
    harness.log.close();

    assertThat(checked.lines()).isEmpty();
  }

  @Test
  void anOpenTransactionIsNoFinding() {
    data(1, 0);
    harness.log.close();

    assertThat(checked.lines()).isEmpty();
  }

  @Test
  void aTransactionThatBeganBelowTheFirstSegmentIsNoFinding() {
    data(1, 0);
    data(2, 0);
    harness.log.roll();
    data(1, 1);
    end(1, false);
    end(2, false);
    harness.log.onHighWatermark(harness.log.logEndOffset());
    harness.log.incrementLogStartOffset(2);
    harness.background.runAll();
    harness.log.close();

    assertThat(checked.lines()).isEmpty();
    assertThat(checked.nameOf(FileKind.LOG, 0)).isEqualTo("00000000000000000002.log");
  }

  @Test
  void aTransactionThatWasForgottenBelowTheLogStartIsNoFinding() {
    data(1, 0);
    data(2, 0);
    harness.append("plain");
    harness.log.onHighWatermark(harness.log.logEndOffset());
    harness.log.incrementLogStartOffset(3);
    data(1, 1);
    end(1, false);
    end(2, false);
    harness.log.close();
    checked.state = CheckedLog.state(true, OffsetCheckpoint.LOG_START, 3);

    assertThat(checked.lines()).isEmpty();
  }

  @Test
  void anIndexThatACrashKeptInMemoryIsNoFinding() {
    data(1, 0);
    end(1, false);
    checked.state = LogState.UNKNOWN;

    assertThat(checked.lines()).isEmpty();

    checked.state = CheckedLog.CLEAN;

    assertThat(checked.lines()).isNotEmpty();
  }

  @Test
  void nothingIsConcludedFromWhatLiesBehindDamage() {
    data(1, 0);
    harness.log.roll();
    data(2, 0);
    end(1, false);
    harness.log.roll();
    data(1, 1);
    end(1, false);
    end(2, false);
    harness.log.close();
    checked.flip("00000000000000000001.log", 70);

    assertThat(checked.lines())
        .containsExactly("00000000000000000001.log at position 0: no undamaged batch");
  }

  @Test
  void aControlBatchWithoutARecordInItIsFound() {
    data(1, 0);
    harness.endTransaction(1, 0, true);
    harness.log.close();
    String log = "00000000000000000000.log";
    byte[] content = checked.read(log);
    RecordBatches batches = new RecordBatches(ByteBuffer.wrap(content));
    batches.next();
    int marker = batches.batch().sizeInBytes();
    content[marker + BatchLayout.HEADER_SIZE + 4] = 127; // the key's length
    CRC32C crc = new CRC32C();
    int from = marker + BatchLayout.ATTRIBUTES;
    crc.update(content, from, content.length - from);
    ByteBuffer.wrap(content).putInt(marker + BatchLayout.CRC, (int) crc.getValue());
    checked.write(log, content);

    assertThat(checked.lines())
        .containsExactly(log + " at position " + marker + ": no readable control record");
    assertThat(checked.findings).noneMatch(Finding::isNote);
  }
}
