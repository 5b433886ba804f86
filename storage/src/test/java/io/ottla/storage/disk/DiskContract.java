package io.ottla.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every disk does. */
abstract class DiskContract {
  private final Disk disk;
  private final Path root;

  DiskContract(Disk disk, @TempDir Path root) {
    this.disk = disk;
    this.root = root;
  }

  @BeforeEach
  void createRoot() {
    disk.createDirectories(root);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private String content(Path file) {
    byte[] all = disk.readAll(file);
    return all == null ? "none" : new String(all, StandardCharsets.UTF_8);
  }

  @Test
  void whatIsWrittenIsRead() {
    Path path = root.resolve("f");
    try (DiskFile file = disk.open(path, Disk.Mode.CREATE)) {
      file.write(bytes("hello"), 0);
      file.write(bytes("p!"), 3);

      ByteBuffer target = ByteBuffer.allocate(3);
      assertThat(file.read(target, 2)).isEqualTo(3);
      assertThat(file.size()).isEqualTo(5);
    }
    assertThat(content(path)).isEqualTo("help!");
  }

  @Test
  void aReadAtTheEndIsShort() {
    try (DiskFile file = disk.open(root.resolve("f"), Disk.Mode.CREATE)) {
      file.write(bytes("abc"), 0);

      assertThat(file.read(ByteBuffer.allocate(10), 1)).isEqualTo(2);
      assertThat(file.read(ByteBuffer.allocate(10), 3)).isZero();
      assertThat(file.read(ByteBuffer.allocate(10), 9)).isZero();
    }
  }

  @Test
  void aGapIsZeros() {
    Path path = root.resolve("f");
    try (DiskFile file = disk.open(path, Disk.Mode.CREATE)) {
      file.write(bytes("x"), 2);
      file.truncate(2);
      file.write(bytes("y"), 3);
    }
    assertThat(disk.readAll(path)).containsExactly(0, 0, 0, 'y');
  }

  @Test
  void anAbsentFileIsOpenedOnlyToBeMade() {
    Path path = root.resolve("f");

    assertThatThrownBy(() -> disk.open(path, Disk.Mode.READ)).isInstanceOf(StorageException.class);
    assertThatThrownBy(() -> disk.open(path, Disk.Mode.WRITE)).isInstanceOf(StorageException.class);
    assertThat(disk.exists(path)).isFalse();
    assertThat(disk.size(path)).isZero();
    assertThat(disk.readAll(path)).isNull();
    disk.open(path, Disk.Mode.CREATE).close();
    assertThat(disk.exists(path)).isTrue();
  }

  @Test
  void anOpenFileOutlivesItsName() {
    Path path = root.resolve("f");
    try (DiskFile file = disk.open(path, Disk.Mode.CREATE)) {
      file.write(bytes("abc"), 0);
      assertThat(disk.delete(path)).isTrue();
      assertThat(disk.delete(path)).isFalse();

      assertThat(file.read(ByteBuffer.allocate(3), 0)).isEqualTo(3);
    }
  }

  @Test
  void aRenamedFileReplacesAnother() {
    disk.replace(root.resolve("a"), "a".getBytes(StandardCharsets.UTF_8), true);
    disk.replace(root.resolve("b"), "b".getBytes(StandardCharsets.UTF_8), false);

    disk.rename(root.resolve("a"), root.resolve("b"));

    assertThat(content(root.resolve("b"))).isEqualTo("a");
    assertThat(disk.list(root)).containsExactly("b");
  }

  @Test
  void aDirectoryIsRenamedWithItsFiles() {
    Path from = root.resolve("from");
    disk.createDirectories(from);
    disk.replace(from.resolve("f"), "f".getBytes(StandardCharsets.UTF_8), true);

    disk.rename(from, root.resolve("to"));

    assertThat(content(root.resolve("to/f"))).isEqualTo("f");
    assertThat(disk.isDirectory(root.resolve("to"))).isTrue();
    assertThat(disk.isDirectory(root.resolve("to/f"))).isFalse();
    disk.deleteTree(root.resolve("to"));
    disk.deleteTree(root.resolve("to"));
    assertThat(disk.list(root)).isEmpty();
  }

  @Test
  void whatIsWrittenToAFileDoesNotChangeTheVersionOfItsDirectory() {
    Path path = root.resolve("f");
    disk.open(path, Disk.Mode.CREATE).close();
    long before = disk.version(root);

    disk.open(path, Disk.Mode.CREATE).close();
    try (DiskFile file = disk.open(path, Disk.Mode.WRITE)) {
      file.write(bytes("abc"), 0);
    }
    assertThat(disk.version(root)).isEqualTo(before);
  }

  @Test
  void aStampStaysOnADirectoryUntilANameChanges() {
    long stamp = 1_500_000_000_000_001_000L;
    disk.open(root.resolve("f"), Disk.Mode.CREATE).close();
    disk.stamp(root, stamp);

    try (DiskFile file = disk.open(root.resolve("f"), Disk.Mode.WRITE)) {
      file.write(bytes("abc"), 0);
    }
    assertThat(disk.version(root)).isEqualTo(stamp);

    disk.rename(root.resolve("f"), root.resolve("g"));
    assertThat(disk.version(root)).isNotEqualTo(stamp);
    disk.stamp(root, stamp);
    disk.delete(root.resolve("g"));
    assertThat(disk.version(root)).isNotEqualTo(stamp);
    disk.stamp(root.resolve("absent"), stamp);
  }

  @Test
  void aFileTellsWhenItWasChanged() {
    Path path = root.resolve("f");
    disk.open(path, Disk.Mode.CREATE).close();

    assertThat(disk.modifiedMs(path)).isPositive();
    assertThat(disk.modifiedMs(root.resolve("absent"))).isZero();
  }

  @Test
  void aMappingAndTheFileSeeEachOther() {
    try (DiskFile file = disk.open(root.resolve("f"), Disk.Mode.CREATE)) {
      file.write(ByteBuffer.allocate(8192), 0);
      try (MappedRegion region = file.map(4096, 100)) {
        region.put(1, bytes("mapped"));
        file.write(bytes("written"), 4096 + 20);

        ByteBuffer target = ByteBuffer.allocate(6);
        file.read(target, 4096 + 1);
        assertThat(target.flip()).isEqualTo(bytes("mapped"));
        ByteBuffer other = ByteBuffer.allocate(7);
        region.get(20, other);
        assertThat(other.flip()).isEqualTo(bytes("written"));
        assertThat(region.size()).isEqualTo(100);
      }
    }
  }

  @Test
  void aMappingBehindTheEndMakesTheFileLonger() {
    try (DiskFile file = disk.open(root.resolve("f"), Disk.Mode.CREATE)) {
      file.write(bytes("abc"), 0);
      try (MappedRegion region = file.map(3, 100)) {
        assertThat(file.size()).isEqualTo(103);
        file.write(bytes("\0\0\0"), 3);
        region.put(0, bytes("def"));
      }
      file.truncate(6);
    }
    assertThat(content(root.resolve("f"))).isEqualTo("abcdef");
  }

  @Test
  void aLockIsHeldOnce() {
    Disk.DiskLock lock = disk.tryLock(root.resolve(".lock"));

    assertThat(lock).isNotNull();
    assertThat(disk.tryLock(root.resolve(".lock"))).isNull();
    lock.close();
    assertThat(disk.tryLock(root.resolve(".lock"))).isNotNull();
  }
}
