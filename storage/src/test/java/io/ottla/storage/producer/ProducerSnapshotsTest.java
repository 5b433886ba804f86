package io.ottla.storage.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.storage.disk.SimDisk;
import io.ottla.storage.file.FileCache;
import io.ottla.storage.segment.FileKind;
import io.ottla.storage.segment.LogFiles;
import io.ottla.wire.message.ProducerSnapshot;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProducerSnapshotsTest {
  private static final ProducerSnapshot ONE_PRODUCER =
      new ProducerSnapshot(
          0, List.of(new ProducerSnapshot.ProducerEntry(7, (short) 0, 4, 4, 0, 1_000, -1, -1)));

  private final SimDisk disk = new SimDisk();
  private final LogFiles files = new LogFiles(new FileCache(disk, 10), Path.of("/data/p-0"));
  private final ProducerSnapshots snapshots = new ProducerSnapshots(files, new long[0]);
  private final ProducerStates states = new ProducerStates();

  @BeforeEach
  void writeTwo() {
    disk.createDirectories(files.directory());
    states.load(ONE_PRODUCER);
    snapshots.write(5, states);
    snapshots.write(9, states);
  }

  private Path path(long offset) {
    return files.path(FileKind.PRODUCER_SNAPSHOT, offset);
  }

  @Test
  void whatWasWrittenIsRead() {
    ProducerSnapshot read = snapshots.read(9);

    assertThat(read).isNotNull();
    assertThat(read.producerEntries()).isEqualTo(ONE_PRODUCER.producerEntries());
  }

  @Test
  void aDamagedSnapshotIsRemovedAndTheOneBeforeItIsTheNewest() {
    disk.flipBit(path(9), 20, 0);

    assertThat(snapshots.read(9)).isNull();

    assertThat(disk.exists(path(9))).isFalse();
    assertThat(snapshots.newestAtOrBelow(100)).isEqualTo(5);
  }

  @Test
  void aSnapshotThatSomeoneRemovedIsNotTheNewestAnyMore() {
    disk.delete(path(9));

    assertThat(snapshots.read(9)).isNull();

    assertThat(snapshots.newestAtOrBelow(100)).isEqualTo(5);
  }

  @Test
  void theNewestIsKeptEvenIfItLiesBelowTheLogsStart() {
    snapshots.deleteBelow(100);

    assertThat(snapshots.newestAtOrBelow(100)).isEqualTo(9);
    assertThat(disk.exists(path(5))).isFalse();
  }

  @Test
  void contentOfAnotherKindIsDamage() {
    byte[] sound = ProducerSnapshots.encode(ONE_PRODUCER);
    byte[] otherVersion = sound.clone();
    otherVersion[1] = 2;

    assertThat(ProducerSnapshots.decode(sound)).isNotNull();
    assertThat(ProducerSnapshots.decode(Arrays.copyOf(sound, 3))).isNull();
    assertThat(ProducerSnapshots.decode(otherVersion)).isNull();
  }

  @Test
  void aSnapshotWithASoundChecksumThatEndsTooEarlyIsDamage() {
    byte[] sound = ProducerSnapshots.encode(ONE_PRODUCER);
    byte[] shorter = Arrays.copyOf(sound, sound.length - 1);
    CRC32C crc = new CRC32C();
    crc.update(shorter, 6, shorter.length - 6);
    ByteBuffer.wrap(shorter).putInt(2, (int) crc.getValue());

    assertThat(ProducerSnapshots.decode(shorter)).isNull();
  }
}
