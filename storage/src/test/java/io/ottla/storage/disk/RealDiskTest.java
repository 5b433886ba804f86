package io.ottla.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ottla.runtime.ThreadPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealDiskTest extends DiskContract {
  private static final int SIZE = 64 << 10;

  RealDiskTest(@TempDir Path root) {
    super(new RealDisk(), root);
  }

  @Test
  void aSyncOfTheFileCleansThePagesWrittenThroughItsMapping(@TempDir Path root) throws IOException {
    Path path = root.resolve("mapped");
    try (DiskFile file = new RealDisk().open(path, Disk.Mode.CREATE)) {
      file.write(ByteBuffer.allocate(SIZE), 0);
      try (MappedRegion region = file.map(0, SIZE)) {
        file.sync();
        region.put(100, ByteBuffer.wrap(new byte[] {1, 2, 3}));
        assertThat(dirtyKilobytes(path)).isPositive();

        file.sync();

        assertThat(dirtyKilobytes(path)).isZero();
      }
    }
  }

  @Test
  void whatIsNoDirectoryHasNoNames(@TempDir Path root) {
    Disk disk = new RealDisk();
    disk.replace(root.resolve("f"), new byte[] {1}, false);

    assertThat(disk.list(root.resolve("absent"))).isEmpty();
    assertThatThrownBy(() -> disk.list(root.resolve("f"))).isInstanceOf(StorageException.class);
    assertThatThrownBy(() -> disk.version(root.resolve("absent")))
        .isInstanceOf(StorageException.class);
  }

  @Test
  void aWriteThatFindsNoRoomIsNoFailureOfTheDisk() {
    try (DiskFile full = new RealDisk().open(Path.of("/dev/full"), Disk.Mode.WRITE)) {
      assertThatThrownBy(() -> full.write(ByteBuffer.allocate(10), 0))
          .isInstanceOf(DiskFullException.class);
    }
  }

  @Test
  void aDirectoryThatIsGoneIsNotFull(@TempDir Path root) {
    Disk disk = new RealDisk();

    assertThat(disk.freeBytes(root)).isPositive();
    assertThatThrownBy(() -> disk.freeBytes(root.resolve("gone")))
        .isInstanceOf(StorageException.class)
        .isNotInstanceOf(DiskFullException.class)
        .hasMessageContaining("gone");
  }

  /** Its directory has another name, as that of a log that was moved. */
  @Test
  void aWriteThatFailsWhereThereIsRoomIsAFailureOfTheDisk(@TempDir Path root) throws IOException {
    Path before = Files.createDirectory(root.resolve("orders-0.abc-future"));
    Disk disk = new RealDisk();
    disk.open(before.resolve("f"), Disk.Mode.CREATE).close();
    DiskFile closed = disk.open(before.resolve("f"), Disk.Mode.WRITE);
    closed.close();
    Files.move(before, root.resolve("orders-0"));

    assertThatThrownBy(() -> closed.write(ByteBuffer.allocate(10), 0))
        .isInstanceOf(StorageException.class)
        .isNotInstanceOf(DiskFullException.class);
  }

  @Test
  void aFullDiskIsKnownInEveryLanguage() {
    IOException german = new IOException("Auf dem Gerät ist kein Speicherplatz mehr verfügbar");

    assertThat(StorageException.ofWrite("write f", german, false))
        .isInstanceOf(DiskFullException.class);
    assertThat(StorageException.ofWrite("write f", german, true))
        .isNotInstanceOf(DiskFullException.class);
  }

  /** A part that nobody wrote or read is in no memory. */
  @Test
  void bytesAreBroughtIntoMemoryAndStayAsTheyAre(@TempDir Path root) {
    int size = 1 << 20;
    try (DiskFile file = new RealDisk().open(root.resolve("f"), Disk.Mode.CREATE)) {
      file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), size - 3);

      file.load(0, size);
      file.load(0, size);

      ByteBuffer target = ByteBuffer.allocate(size);
      assertThat(file.read(target, 0)).isEqualTo(size);
      assertThat(target.get(size - 1)).isEqualTo((byte) 3);
      assertThat(target.get(0)).isZero();
    }
  }

  /** As a flush replaces the file of leader epochs while the log's loop does. */
  @Test
  void aDurableAndAnOrdinaryReplacementAtATimeDoNotDisturbEachOther(@TempDir Path root) {
    Disk disk = new RealDisk();
    Path path = root.resolve("replaced");
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    try (ThreadPool flusher = new ThreadPool("flusher", 1, failures::add);
        ThreadPool loop = new ThreadPool("loop", 1, failures::add)) {
      for (int i = 0; i < 300; i++) {
        flusher.execute(() -> disk.replace(path, new byte[] {1}, true));
        loop.execute(() -> disk.replace(path, new byte[] {2}, false));
      }
    }

    assertThat(failures).isEmpty();
    assertThat(disk.readAll(path)).hasSize(1);
  }

  /** What {@code /proc/self/smaps} counts as dirty in the mapping of a file. */
  private static int dirtyKilobytes(Path path) throws IOException {
    List<String> lines = Files.readAllLines(Path.of("/proc/self/smaps"));
    int at = 0;
    while (!lines.get(at).endsWith(path.toString())) {
      at++;
    }
    int dirty = 0;
    while (!lines.get(++at).startsWith("VmFlags")) {
      if (lines.get(at).contains("_Dirty:")) {
        dirty += Integer.parseInt(lines.get(at).replaceAll("[^0-9]", ""));
      }
    }
    return dirty;
  }
}
