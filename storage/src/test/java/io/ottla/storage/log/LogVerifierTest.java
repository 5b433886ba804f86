package io.ottla.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.storage.disk.RealDisk;
import io.ottla.storage.verify.Finding;
import io.ottla.storage.verify.LogVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogVerifierTest {
  private final RealDisk disk = new RealDisk();
  private final Path directory;
  private final List<Finding> findings = new ArrayList<>();

  LogVerifierTest(@TempDir Path root) {
    directory = root.resolve("v-0");
    LogHarness harness = new LogHarness(disk, directory, LogHarness.smallSegments(500));
    for (int i = 0; i < 30; i++) {
      harness.append(LogHarness.producer(7, 0, i), "value " + i);
      harness.clock.advanceMs(1);
    }
    harness.log.close();
  }

  private LogVerifier.Summary verify() {
    return LogVerifier.verify(disk, directory, findings::add, bytes -> {});
  }

  private void flip(String file, int position) throws IOException {
    byte[] content = Files.readAllBytes(directory.resolve(file));
    content[position] ^= 1;
    Files.write(directory.resolve(file), content);
  }

  @Test
  void aSoundLogHasNoFindings() {
    LogVerifier.Summary summary = verify();

    assertThat(findings).isEmpty();
    assertThat(summary.records()).isEqualTo(30);
    assertThat(summary.segments()).isGreaterThan(3);
    assertThat(summary.bytes()).isEqualTo(LogVerifier.sizeInBytes(disk, directory));
  }

  @Test
  void damageInABatchIsFoundWithItsPosition() throws IOException {
    flip("00000000000000000000.log", 75 + 70);

    verify();

    assertThat(findings.get(0).position()).isEqualTo(75);
    assertThat(findings.get(0).toString()).contains("00000000000000000000.log at position 75");
  }

  @Test
  void anIndexThatDisagreesIsFound() throws IOException {
    flip("00000000000000000000.index", 7);
    flip("00000000000000000000.timeindex", 7);

    verify();

    assertThat(findings).hasSize(2);
  }

  @Test
  void aDamagedSnapshotIsFound() throws IOException {
    flip("00000000000000000030.snapshot", 20);

    verify();

    assertThat(findings).hasSize(1);
  }

  @Test
  void zerosBehindTheLastBatchAreNoFinding() throws IOException {
    String last =
        disk.list(directory).stream()
            .filter(n -> n.endsWith(".log"))
            .sorted()
            .reduce("", (a, b) -> b);
    byte[] content = Files.readAllBytes(directory.resolve(last));
    Files.write(directory.resolve(last), Arrays.copyOf(content, content.length + 5_000));

    verify();

    assertThat(findings).isEmpty();
  }
}
