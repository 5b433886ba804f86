package io.ottla.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.runtime.ManualLoop;
import io.ottla.storage.disk.SimDisk;
import io.ottla.storage.disk.StorageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
  private final SimDisk disk = new SimDisk();
  private final LogHarness harness =
      new LogHarness(disk, Path.of("/data/g-0"), LogHarness.smallSegments(10_000));
  private final ManualLoop owner = new ManualLoop("owner", harness.clock);
  private final List<@Nullable StorageException> heard = new ArrayList<>();

  private void request() {
    harness.log.flush(owner, heard::add);
  }

  private void runFlush() {
    harness.background.runAll();
    owner.runAll();
  }

  @Test
  void aFlushOfNothingIsDoneAtOnce() {
    harness.append("a");
    request();
    runFlush();

    request();

    assertThat(heard).containsExactly(null, null);
    assertThat(harness.log.recoveryPoint()).isEqualTo(1);
  }

  @Test
  void completedSegmentsAreFlushedThoughNothingWasAppendedSince() {
    harness.append("a");
    request();
    runFlush();

    harness.log.roll();
    assertThat(harness.log.isFlushDue()).isTrue();
    request();
    runFlush();

    assertThat(harness.log.isFlushDue()).isFalse();
    assertThat(heard).hasSize(2);
  }

  @Test
  void whoeverAsksWhileAFlushIsUnderWaySharesTheNext() {
    harness.append("a");
    request();
    harness.append("b");
    request();
    request();

    runFlush();
    runFlush();

    assertThat(heard).containsExactly(null, null);
    assertThat(harness.log.recoveryPoint()).isEqualTo(2);
  }

  @Test
  void whatBecomesOfALogThatIsGivenUpIsNoFailure() {
    harness.append("a");
    request();
    request();
    disk.faults().setSyncFailing(true);
    harness.log.giveUp();
    runFlush();

    assertThat(heard).isEmpty();
  }

  @Test
  void aFlushThatFailedIsTheLast() {
    harness.append("a");
    disk.faults().setSyncFailing(true);
    request();
    request();
    runFlush();

    disk.faults().setSyncFailing(false);
    request();
    runFlush();

    assertThat(heard).singleElement().isInstanceOf(StorageException.class);
    assertThat(harness.log.recoveryPoint()).isZero();
  }
}
