package io.ottla.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.RealDisk;
import io.ottla.storage.disk.SimDisk;
import io.ottla.storage.file.TailRules;
import io.ottla.storage.segment.FileKind;
import io.ottla.storage.verify.Finding;
import io.ottla.storage.verify.LogState;
import io.ottla.storage.verify.LogVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small batches through the mapped end of the active segment. */
class MappedTailTest {
  private static final Path DIRECTORY = Path.of("/sim/t-0");

  private final SimDisk disk = new SimDisk();
  private final List<String> expected = new ArrayList<>();

  private static LogHarness harness(Disk disk, Path directory) {
    return new LogHarness(disk, directory, LogHarness.smallSegments(4_000), LogHarness.EAGER_TAIL);
  }

  private LogHarness simulated() {
    return harness(disk, DIRECTORY);
  }

  private void append(LogHarness harness, int count) {
    for (int i = 0; i < count; i++) {
      String value = "value " + expected.size();
      assertThat(harness.append(value).isOk()).isTrue();
      expected.add((harness.log.logEndOffset() - 1) + "=" + value);
    }
  }

  private static long fileSize(LogHarness harness, long baseOffset) {
    return harness
        .environment
        .disk()
        .size(harness.log.directory().resolve(FileKind.LOG.nameOf(baseOffset)));
  }

  @Test
  void aMappingAppearsOnceSmallAppendsAreMany() {
    LogHarness harness = simulated();

    append(harness, 1);
    assertThat(harness.files.windows().mappedCount()).isZero();
    append(harness, 20);

    assertThat(harness.files.windows().mappedCount()).isOne();
    assertThat(fileSize(harness, 0)).isGreaterThan(harness.log.sizeInBytes());
    assertThat(harness.readAll(0)).isEqualTo(expected);
  }

  @Test
  void largeBatchesBetweenSmallOnesGoToTheSameFile() {
    LogHarness harness = simulated();

    for (int i = 0; i < 6; i++) {
      append(harness, 5);
      String large = "large ".repeat(80) + i;
      assertThat(harness.append(large).isOk()).isTrue();
      expected.add((harness.log.logEndOffset() - 1) + "=" + large);
    }

    assertThat(harness.readAll(0)).isEqualTo(expected);
    harness.reopenCleanly();
    assertThat(harness.readAll(0)).isEqualTo(expected);
  }

  @Test
  void nothingIsMappedWhereMostBatchesAreLarge() {
    TailRules rules = new TailRules(300, 8, 300, 2_000, 128);
    LogHarness harness = new LogHarness(disk, DIRECTORY, LogHarness.smallSegments(400_000), rules);

    for (int i = 0; i < 100; i++) {
      append(harness, 2);
      assertThat(harness.append("large ".repeat(80)).isOk()).isTrue();
    }
    assertThat(harness.files.windows().mappedCount()).isZero();
    append(harness, 20);

    assertThat(harness.files.windows().mappedCount()).isOne();
  }

  @Test
  void aStopInOrderLeavesTheFileAsLongAsItsBatches() {
    LogHarness harness = simulated();
    append(harness, 20);

    harness.log.close();

    assertThat(fileSize(harness, 0)).isEqualTo(harness.log.sizeInBytes());
    assertThat(harness.files.windows().mappedCount()).isZero();
    assertThat(harness.files.openCount()).isZero();
  }

  @Test
  void aCompletedSegmentIsAsLongAsItsBatches() {
    LogHarness harness = simulated();
    append(harness, 20);
    long size = harness.log.sizeInBytes();

    harness.log.roll();

    assertThat(fileSize(harness, 0)).isEqualTo(size);
    append(harness, 20);
    assertThat(harness.readAll(0)).isEqualTo(expected);
  }

  @Test
  void zerosBehindTheBatchesAreNoDamage() {
    LogHarness harness = simulated();
    append(harness, 20);
    List<Finding> findings = new ArrayList<>();

    LogVerifier.verify(disk, DIRECTORY, LogState.UNKNOWN, findings::add, bytes -> {});
    harness.reopenAfterCrash();

    assertThat(findings)
        .filteredOn(finding -> finding.file().toString().endsWith(".log"))
        .isEmpty();
    assertThat(harness.readAll(0)).isEqualTo(expected);
    assertThat(fileSize(harness, 0)).isEqualTo(harness.log.sizeInBytes());
  }

  @Test
  void aFullDiskRefusesAppendsUntilThereIsSpace() {
    LogHarness harness = simulated();
    append(harness, 10);
    disk.faults().setFreeBytes(300);

    int accepted = 0;
    while (harness.append("value").isOk()) {
      expected.add((harness.log.logEndOffset() - 1) + "=value");
      accepted++;
    }
    assertThat(accepted).isLessThan(10);
    assertThat(harness.readAll(0)).isEqualTo(expected);
    disk.faults().setFreeBytes(Long.MAX_VALUE);

    append(harness, 30);
    assertThat(harness.readAll(0)).isEqualTo(expected);
  }

  /** Two segments with batches of an epoch that the file of epochs knows nothing of. */
  private LogHarness withAnEpochBegunOnAFullDisk() {
    LogHarness harness = simulated();
    append(harness, 20);
    harness.flush();
    disk.faults().setFreeBytes(0);
    harness.leaderEpoch = 1;
    append(harness, 1);
    disk.faults().setFreeBytes(1_000);
    harness.log.roll();
    append(harness, 1);
    disk.faults().setFreeBytes(0);
    return harness;
  }

  @Test
  void anEpochThatAFullDiskKeptFromItsFileIsFoundAfterAPowerLoss() {
    LogHarness harness = withAnEpochBegunOnAFullDisk();
    harness.flush();
    OpenPoint point = harness.point(false);
    disk.crash(new Random(1));
    disk.faults().setFreeBytes(Long.MAX_VALUE);

    harness.log = harness.open(point);

    assertThat(point.recoveryPoint()).isEqualTo(22);
    assertThat(harness.log.endOffsetForEpoch(0).endOffset()).isEqualTo(20);
    assertThat(harness.readAll(0)).isEqualTo(expected);
  }

  @Test
  void anEpochThatAFullDiskKeptFromItsFileIsFoundAfterAStop() {
    LogHarness harness = withAnEpochBegunOnAFullDisk();
    harness.log.close();
    OpenPoint point = harness.point(false);
    disk.faults().setFreeBytes(Long.MAX_VALUE);

    harness.log = harness.open(point);

    assertThat(point.recoveryPoint()).isLessThan(22);
    assertThat(harness.log.endOffsetForEpoch(0).endOffset()).isEqualTo(20);
  }

  @Test
  void aSweepUnmapsWhatIsLittleUsed() {
    LogHarness harness = simulated();
    append(harness, 20);

    harness.files.windows().sweep();
    assertThat(harness.files.windows().mappedCount()).isOne();
    harness.files.windows().sweep();

    assertThat(harness.files.windows().mappedCount()).isZero();
    append(harness, 20);
    assertThat(harness.readAll(0)).isEqualTo(expected);
  }

  @Test
  void noMoreThanTheBudgetIsMapped() {
    LogHarness first = simulated();
    List<PartitionLog> logs = new ArrayList<>();
    for (int i = 0; i < LogHarness.MAX_WINDOWS + 2; i++) {
      first.log =
          PartitionLog.open(
              first.environment,
              DIRECTORY.resolveSibling("t-" + (i + 1)),
              first.config,
              OpenPoint.UNKNOWN);
      logs.add(first.log);
      append(first, 20);
    }

    assertThat(first.files.windows().mappedCount()).isEqualTo(LogHarness.MAX_WINDOWS);
    logs.forEach(PartitionLog::close);
    assertThat(first.files.windows().mappedCount()).isZero();
  }

  @Test
  void truncationAndNewBatchesGoTogether() {
    LogHarness harness = simulated();
    append(harness, 20);

    harness.log.truncateTo(7);
    expected.subList(7, expected.size()).clear();
    append(harness, 20);

    assertThat(harness.readAll(0)).isEqualTo(expected);
    harness.reopenAfterCrash();
    assertThat(harness.readAll(0)).isEqualTo(expected);
  }

  @Test
  void aPreallocatedSegmentIsLongFromTheStartAndTrimmedAtItsEnd() {
    LogHarness harness =
        new LogHarness(
            disk, DIRECTORY, LogHarness.smallSegments(4_000, true), LogHarness.EAGER_TAIL);
    append(harness, 1);
    harness.log.roll();
    assertThat(fileSize(harness, 1)).isEqualTo(4_000);
    append(harness, 20);
    assertThat(harness.readAll(0)).isEqualTo(expected);

    harness.reopenCleanly();

    assertThat(fileSize(harness, 1)).isLessThan(4_000);
    assertThat(harness.readAll(0)).isEqualTo(expected);
  }

  @Test
  void aDeletedLogHoldsNoFileAndNoMapping(@TempDir Path root) throws IOException {
    Path directory = root.resolve("t-0");
    LogHarness harness = harness(new RealDisk(), directory);
    append(harness, 20);
    assertThat(mappedFiles(root)).isNotEmpty();
    assertThat(openFiles(root)).isNotEmpty();

    harness.log.renameAndClose(root.resolve("t-0.deleted"));

    assertThat(mappedFiles(root)).isEmpty();
    assertThat(openFiles(root)).isEmpty();
  }

  private static List<String> mappedFiles(Path root) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines.filter(line -> line.contains(root.toString())).toList();
    }
  }

  private static List<Path> openFiles(Path root) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors.toList()) {
        // The descriptor of this very listing is gone by now.
        if (Files.exists(descriptor)) {
          Path target = Files.readSymbolicLink(descriptor);
          if (target.startsWith(root)) {
            found.add(target);
          }
        }
      }
    }
    return found;
  }
}
