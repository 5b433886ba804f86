package io.ottla.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SimDiskTest extends DiskContract {
  SimDiskTest() {
    super(new SimDisk(), Path.of("/sim"));
  }

  private static final Path FILE = Path.of("/sim/f");

  private static SimDisk withFile(byte value, int size) {
    SimDisk disk = new SimDisk();
    disk.createDirectories(Path.of("/sim"));
    disk.syncDirectory(Path.of("/"));
    byte[] content = new byte[size];
    Arrays.fill(content, value);
    disk.replace(FILE, content, true);
    return disk;
  }

  @Test
  void whatWasSyncedSurvivesACrash() {
    SimDisk disk = withFile((byte) 7, 5_000);

    disk.crash(new Random(1));

    assertThat(disk.readAll(FILE)).hasSize(5_000).containsOnly(7);
  }

  @Test
  void pagesThatWereNotSyncedAreLostInPart() {
    SimDisk disk = withFile((byte) 7, 5_000);
    byte[] other = new byte[5_000];
    Arrays.fill(other, (byte) 8);
    try (DiskFile file = disk.open(FILE, Disk.Mode.WRITE)) {
      file.write(ByteBuffer.wrap(other), 0);
    }

    disk.crash(new Random(1));

    assertThat(disk.readAll(FILE)).hasSize(5_000).contains(7).contains(8);
  }

  @Test
  void aFullDiskRefusesGrowthOnly() {
    SimDisk disk = withFile((byte) 7, 100);
    disk.faults().setFreeBytes(10);
    try (DiskFile file = disk.open(FILE, Disk.Mode.WRITE)) {
      file.write(ByteBuffer.allocate(110), 0);

      assertThatThrownBy(() -> file.write(ByteBuffer.allocate(1), 110))
          .isInstanceOf(DiskFullException.class);
      file.write(ByteBuffer.allocate(110), 0);
    }
  }

  @Test
  void aFileThatCannotBeReplacedForWantOfRoomLeavesNothing() {
    SimDisk disk = withFile((byte) 7, 100);
    disk.faults().setFreeBytes(10);

    assertThatThrownBy(() -> disk.replace(FILE, new byte[100], false))
        .isInstanceOf(DiskFullException.class);
    assertThat(disk.list(Path.of("/sim"))).containsExactly("f");
  }
}
