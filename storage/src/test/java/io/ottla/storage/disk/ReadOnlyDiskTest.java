package io.ottla.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadOnlyDiskTest {
  private final RealDisk real = new RealDisk();
  private final ReadOnlyDisk disk = new ReadOnlyDisk(real);

  @TempDir private Path directory = Path.of("");
  private Path file = Path.of("");

  @BeforeEach
  void fill() throws IOException {
    file = Files.write(directory.resolve("file"), new byte[] {1, 2, 3});
  }

  @Test
  void everythingCanBeRead() {
    assertThat(disk.readAll(file)).containsExactly(1, 2, 3);
    assertThat(disk.exists(file)).isTrue();
    assertThat(disk.isDirectory(directory)).isTrue();
    assertThat(disk.size(file)).isEqualTo(3);
    assertThat(disk.list(directory)).containsExactly("file");
    assertThat(disk.version(directory)).isEqualTo(real.version(directory));
    assertThat(disk.modifiedMs(file)).isEqualTo(real.modifiedMs(file));
    assertThat(disk.freeBytes(directory)).isPositive();
    assertThat(disk.totalBytes(directory)).isPositive();
  }

  @Test
  void nothingCanBeChanged() {
    Path other = directory.resolve("other");
    List<ThrowingCallable> changes =
        List.of(
            () -> disk.open(file, Disk.Mode.WRITE),
            () -> disk.open(other, Disk.Mode.CREATE),
            () -> disk.createDirectories(other),
            () -> disk.rename(file, other),
            () -> disk.stamp(directory, 1_000),
            () -> disk.delete(file),
            () -> disk.deleteTree(directory),
            () -> disk.syncDirectory(directory),
            () -> disk.tryLock(other),
            () -> disk.replace(file, new byte[1], /* durable= */ false));

    assertThat(changes)
        .allSatisfy(
            change ->
                assertThatThrownBy(change)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("only to be read"));
    assertThat(real.list(directory)).containsExactly("file");
    assertThat(real.readAll(file)).containsExactly(1, 2, 3);
  }

  @Test
  void aFileThatIsOpenCannotBeWritten() {
    try (DiskFile open = disk.open(file, Disk.Mode.READ)) {
      assertThatThrownBy(() -> open.write(ByteBuffer.allocate(1), 0))
          .isInstanceOf(RuntimeException.class);
    }
    assertThat(real.readAll(file)).containsExactly(1, 2, 3);
  }
}
