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
import java.util.Comparator;
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

  private void swapEntries(String file, int size) throws IOException {
    byte[] content = Files.readAllBytes(directory.resolve(file));
    byte[] first = Arrays.copyOf(content, size);
    System.arraycopy(content, size, content, 0, size);
    System.arraycopy(first, 0, content, size, size);
    Files.write(directory.resolve(file), content);
  }

  private void lengthen(String file, int bytes, int value) throws IOException {
    byte[] content = Files.readAllBytes(directory.resolve(file));
    byte[] longer = Arrays.copyOf(content, content.length + bytes);
    Arrays.fill(longer, content.length, longer.length, (byte) value);
    Files.write(directory.resolve(file), longer);
  }

  private String last(String suffix) {
    return disk.list(directory).stream()
        .filter(name -> name.endsWith(suffix))
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  @Test
  void anIndexThatNamesAnotherOffsetIsFound() throws IOException {
    flip("00000000000000000000.index", 3);
    flip("00000000000000000000.timeindex", 11);

    verify();

    assertThat(findings).hasSize(2);
  }

  @Test
  void anIndexOfTimestampsThatGoesBackIsFound() throws IOException {
    swapEntries("00000000000000000000.timeindex", 12);

    verify();

    assertThat(findings).singleElement().extracting(Finding::position).isEqualTo(12L);
  }

  @Test
  void anIndexThatEndsWithinAnEntryIsFound() throws IOException {
    lengthen("00000000000000000000.index", 3, 0);

    verify();

    assertThat(findings).singleElement().asString().contains("ends within an entry");
  }

  @Test
  void zerosOfAPreallocatedIndexAreNoFinding() throws IOException {
    lengthen(last(".index"), 80, 0);
    lengthen(last(".timeindex"), 120, 0);

    verify();

    assertThat(findings).isEmpty();
  }

  @Test
  void entriesThatAreZeroInPartAreNotUnused() throws IOException {
    lengthen(last(".index"), 7, 0);
    lengthen(last(".index"), 1, 9);
    lengthen(last(".timeindex"), 11, 0);
    lengthen(last(".timeindex"), 1, 1);

    verify();

    assertThat(findings).hasSize(2);
  }

  @Test
  void aSegmentThatBeginsWithinTheOneBeforeIsFound() throws IOException {
    Files.copy(
        directory.resolve("00000000000000000000.log"),
        directory.resolve("00000000000000000001.log"));

    verify();

    assertThat(findings.get(0).toString())
        .contains("00000000000000000001.log at position 0: begins before offset");
  }

  @Test
  void bytesBehindTheLastBatchAreFoundUnlessTheyAreZeros() throws IOException {
    lengthen(last(".log"), 70_000, 0);
    lengthen(last(".log"), 1, 5);

    verify();

    assertThat(findings).singleElement().asString().contains("no undamaged batch");
  }

  @Test
  void zerosBehindASegmentThatOthersFollowAreFound() throws IOException {
    lengthen("00000000000000000000.log", 100, 0);

    verify();

    assertThat(findings).singleElement().asString().contains("no undamaged batch");
  }

  @Test
  void aDamagedSnapshotIsFound() throws IOException {
    flip("00000000000000000030.snapshot", 20);

    verify();

    assertThat(findings).hasSize(1);
  }

  @Test
  void zerosBehindTheLastBatchAreNoFinding() throws IOException {
    lengthen(last(".log"), 5_000, 0);

    verify();

    assertThat(findings).isEmpty();
  }
}
