package io.ottla.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.storage.disk.SimDisk;
import io.ottla.storage.segment.FileKind;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;

/** A log of many small segments. */
abstract class ManySegmentsFixture {
  static final int SEGMENTS = 200;
  static final long STEP_MS = 10;
  static final int A_FEW = 30;
  static final Path DIRECTORY = Path.of("/sim/t-0");

  final SimDisk disk = new SimDisk();
  final LogHarness harness = new LogHarness(disk, DIRECTORY, LogHarness.smallSegments(4_000));

  @BeforeEach
  void fill() {
    append(SEGMENTS);
  }

  final void append(int segments) {
    for (int i = 0; i < segments; i++) {
      harness.append("value");
      harness.log.roll();
      harness.clock.advanceMs(STEP_MS);
    }
  }

  final void assertFound(long offset) {
    FoundOffset found = harness.log.findOffset(LogHarness.START_MS + offset * STEP_MS);
    assertThat(found).isNotNull();
    assertThat(found.offset()).isEqualTo(offset);
  }

  final int listsOf(Runnable work) {
    int before = disk.lists();
    work.run();
    return disk.lists() - before;
  }

  final long sizeOnDisk() {
    return disk.list(DIRECTORY).stream()
        .filter(name -> FileKind.LOG.offsetIn(name) >= 0)
        .mapToLong(name -> disk.size(DIRECTORY.resolve(name)))
        .sum();
  }
}
