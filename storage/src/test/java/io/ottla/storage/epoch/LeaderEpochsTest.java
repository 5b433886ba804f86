package io.ottla.storage.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.storage.disk.SimDisk;
import io.ottla.storage.epoch.LeaderEpochs.Entry;
import io.ottla.storage.epoch.LeaderEpochs.EpochEnd;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaderEpochsTest {
  private static final Path DIRECTORY = Path.of("/data/e-0");

  private final LeaderEpochs epochs = LeaderEpochs.EMPTY.with(2, 10).with(4, 20).with(7, 30);

  @Test
  void anEpochEndsWhereTheNextOneBegins() {
    assertThat(epochs.endOf(2, 40)).isEqualTo(new EpochEnd(2, 20));
    assertThat(epochs.endOf(5, 40)).isEqualTo(new EpochEnd(4, 30));
    assertThat(epochs.endOf(7, 40)).isEqualTo(new EpochEnd(7, 40));
    assertThat(epochs.endOf(1, 40)).isEqualTo(new EpochEnd(1, 10));
  }

  @Test
  void anEpochThatIsNotKnownHasNoEnd() {
    EpochEnd none = new EpochEnd(LeaderEpochs.NO_EPOCH, LeaderEpochs.NO_OFFSET);

    assertThat(epochs.endOf(8, 40)).isEqualTo(none);
    assertThat(epochs.endOf(LeaderEpochs.NO_EPOCH, 40)).isEqualTo(none);
    assertThat(LeaderEpochs.EMPTY.endOf(0, 40)).isEqualTo(none);
  }

  @Test
  void anOffsetBelongsToTheLastEpochThatBeganBefore() {
    assertThat(epochs.epochOf(9)).isEqualTo(LeaderEpochs.NO_EPOCH);
    assertThat(epochs.epochOf(10)).isEqualTo(2);
    assertThat(epochs.epochOf(29)).isEqualTo(4);
    assertThat(epochs.epochOf(99)).isEqualTo(7);
  }

  @Test
  void entriesThatANewOneContradictsGo() {
    assertThat(epochs.with(7, 35)).isSameAs(epochs);
    assertThat(epochs.with(7, 25).entries())
        .containsExactly(new Entry(2, 10), new Entry(4, 20), new Entry(7, 25));
    assertThat(epochs.with(8, 20).entries()).containsExactly(new Entry(2, 10), new Entry(8, 20));
    assertThat(epochs.with(3, 50).entries()).containsExactly(new Entry(2, 10), new Entry(3, 50));
  }

  @Test
  void bothEndsCanBeCutOff() {
    assertThat(epochs.truncatedTo(31)).isSameAs(epochs);
    assertThat(LeaderEpochs.EMPTY.truncatedTo(0)).isSameAs(LeaderEpochs.EMPTY);
    assertThat(epochs.truncatedTo(30).latestEpoch()).isEqualTo(4);
    assertThat(epochs.startingAt(10)).isSameAs(epochs);
    assertThat(LeaderEpochs.EMPTY.startingAt(5)).isSameAs(LeaderEpochs.EMPTY);
    assertThat(epochs.startingAt(25).entries()).containsExactly(new Entry(4, 25), new Entry(7, 30));
  }

  @Test
  void theFileHoldsWhatWasWritten() {
    SimDisk disk = new SimDisk();
    disk.createDirectories(DIRECTORY);
    assertThat(LeaderEpochFile.read(disk, DIRECTORY)).isNull();

    LeaderEpochFile.write(disk, DIRECTORY, epochs, true);

    assertThat(LeaderEpochFile.read(disk, DIRECTORY)).isEqualTo(epochs);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0\n", "1\n0\n", "0\n2\n1 2\n", "0\n1\n1\n", "0\n1\nx 2\n"})
  void aDamagedFileIsNone(String text) {
    SimDisk disk = new SimDisk();
    disk.createDirectories(DIRECTORY);
    disk.replace(
        DIRECTORY.resolve(LeaderEpochFile.NAME), text.getBytes(StandardCharsets.UTF_8), true);

    assertThat(LeaderEpochFile.read(disk, DIRECTORY)).isNull();
  }

  @Test
  void linesAreSplitAtSingleSpaces() {
    assertThat(CheckpointFile.parse("0\n1\na  b\n")).containsExactly(List.of("a", "", "b"));
  }
}
