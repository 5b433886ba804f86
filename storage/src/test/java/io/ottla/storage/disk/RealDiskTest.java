package io.ottla.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
