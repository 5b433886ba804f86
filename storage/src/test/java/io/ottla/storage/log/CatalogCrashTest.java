package io.ottla.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.DiskFile;
import io.ottla.storage.disk.SimDisk;
import io.ottla.storage.segment.SegmentCatalog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Power losses in a row around the file that says which segments a log has: what one leaves of a
 * row that no head counts must not be taken for the row that the next run writes in its place.
 */
class CatalogCrashTest {
  private static final Path DIRECTORY = Path.of("/sim/t-0");
  private static final int SEGMENTS = 12;
  private static final int SEEDS = 1_500;

  private SimDisk disk = new SimDisk();
  private LogHarness harness = newHarness();
  private final List<String> flushed = new ArrayList<>();

  private LogHarness newHarness() {
    return new LogHarness(disk, DIRECTORY, LogHarness.smallSegments(4_000));
  }

  @Test
  void aRowThatIsWrittenAgainIsNotTakenForWhatThereWasBefore() {
    for (int seed = 0; seed < SEEDS; seed++) {
      run(seed);
    }
  }

  private void run(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    disk = new SimDisk();
    harness = newHarness();
    disk.syncDirectory(Path.of("/"));
    flushed.clear();
    for (int i = 0; i < SEGMENTS; i++) {
      appendToBeFlushed("first " + i);
      harness.log.roll();
    }
    harness.flush();
    harness.noteSegments();
    syncCatalog();
    harness.append("lost with its segment's name");
    harness.log.roll();
    losePower(seed, random);
    for (int i = 0; i < 3; i++) {
      appendToBeFlushed("second " + i);
    }
    harness.log.roll();
    appendToBeFlushed("behind what no recovery looks at");
    harness.flush();
    losePower(seed, random);
  }

  private void syncCatalog() {
    try (DiskFile file = disk.open(DIRECTORY.resolve(SegmentCatalog.NAME), Disk.Mode.WRITE)) {
      file.sync();
    }
    disk.syncDirectory(DIRECTORY);
  }

  private void appendToBeFlushed(String value) {
    flushed.add(harness.log.logEndOffset() + "=" + value);
    assertThat(harness.append(value).isOk()).isTrue();
  }

  private void losePower(int seed, SplittableRandom random) {
    OpenPoint point = harness.point(false);
    disk.crash(random);
    harness.restart(point);
    harness.leaderEpoch++;
    assertThat(harness.readAll(0)).as("seed %s", seed).containsAll(flushed);
  }
}
