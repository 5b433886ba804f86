package io.ottla.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.storage.disk.SimDisk;
import io.ottla.storage.segment.FileKind;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a start makes of what the checkpoints and the directory say; see also LogDamageTest. */
class LogOpenerTest {
  private final SimDisk disk = new SimDisk();
  private final LogHarness harness =
      new LogHarness(disk, Path.of("/data/o-0"), LogHarness.smallSegments(10_000));

  private Path path(long baseOffset) {
    return harness.directory.resolve(FileKind.LOG.nameOf(baseOffset));
  }

  @Test
  void aLogThatEndsBeforeItsStartBeginsAnewThere() {
    harness.append(LogHarness.producer(7, 0, 0), "a");
    harness.log.close();

    harness.log = harness.open(new OpenPoint(false, 0, /* logStartOffset */ 50, 0));

    assertThat(harness.log.logStartOffset()).isEqualTo(50);
    assertThat(harness.log.logEndOffset()).isEqualTo(50);
    assertThat(harness.log.latestEpoch()).isEqualTo(-1);
    assertThat(harness.log.findProducer(7)).isNull();
    assertThat(harness.append("b").baseOffset()).isEqualTo(50);
    assertThat(disk.exists(path(0))).isFalse();
  }

  @Test
  void aSegmentThatWasCutOffOnceAndCameBackGoes() {
    harness.append("a");
    harness.log.roll();
    harness.append("of another leader");
    harness.log.close();
    byte[] old = Objects.requireNonNull(disk.readAll(path(1)));
    harness.log = harness.open(harness.point(true));
    harness.log.truncateTo(0);
    harness.append("b", "c");
    harness.log.close();
    disk.replace(path(1), old, true);

    harness.log = harness.open(OpenPoint.UNKNOWN);

    assertThat(harness.readAll(0)).containsExactly("0=b", "1=c");
    assertThat(disk.exists(path(1))).isFalse();
  }

  @Test
  void anAbortedTransactionOutlastsAStopAndAPowerLoss() {
    for (int seed = 0; seed < 30; seed++) {
      SimDisk other = new SimDisk();
      LogHarness log = new LogHarness(other, harness.directory, harness.config);
      other.syncDirectory(Path.of("/"));
      log.append(LogHarness.producer(7, 0, 0).asTransactional(), "a");
      log.flush();
      log.endTransaction(7, 0, /* commit= */ false);
      log.log.close();

      other.crash(new Random(seed));

      log.log = log.open(log.point(true));
      assertThat(log.log.abortedTransactions(0, 10)).as("seed %s", seed).hasSize(1);
    }
  }

  @Test
  void aFullDiskAtAStopLeavesTheIndexesToTheNextStart() {
    for (int i = 0; i < 30; i++) {
      harness.append("value " + i);
    }
    disk.faults().setFreeBytes(0);
    harness.log.close();
    assertThat(harness.log.recoveryPoint()).isZero();
    disk.faults().setFreeBytes(Long.MAX_VALUE);

    harness.log = harness.open(harness.point(false));

    assertThat(harness.readAll(0)).hasSize(30);
    assertThat(harness.log.findOffset(LogHarness.START_MS)).isNotNull();
  }
}
