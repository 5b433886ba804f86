package io.ottla.benchmarks;

import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.DiskFile;
import io.ottla.storage.disk.RealDisk;
import io.ottla.storage.file.FileCache;
import io.ottla.storage.file.FileSource;
import io.ottla.storage.index.OffsetIndex;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Finding an offset in the index of a completed segment of 1 GiB, an entry every 4 KiB: by the
 * index as it is, which keeps the block of entries that the last search ended in, by a mapping, and
 * by a small read for each step.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class IndexLookup {
  private static final int ENTRIES = 1 << 18;
  private static final int OFFSETS_PER_ENTRY = 40;

  /** {@code forward} as a consumer reads, {@code anywhere} as many consumers together do. */
  @Param({"forward", "anywhere"})
  public String order = "";

  private final Path directory = Scratch.newDirectory();
  private final Path path = directory.resolve("00000000000000000000.index");
  private final Disk disk = new RealDisk();
  private final DiskFile file = disk.open(path, Disk.Mode.CREATE);
  private final OffsetIndex index =
      new OffsetIndex(0, new FileCache(disk, 8).file(new Source(path)), () -> disk.size(path));
  private final SplittableRandom random = new SplittableRandom(1);
  private final ByteBuffer entry = ByteBuffer.allocateDirect(Integer.BYTES);
  private ByteBuffer mapped = entry;
  private int offset;

  private record Source(Path path) implements FileSource {
    @Override
    public Disk.Mode mode() {
      return Disk.Mode.WRITE;
    }
  }

  /** Writes the index. */
  @Setup
  public void fill() throws IOException {
    ByteBuffer entries = ByteBuffer.allocate(ENTRIES * OffsetIndex.ENTRY_SIZE);
    for (int i = 0; i < ENTRIES; i++) {
      entries.putInt(i * OFFSETS_PER_ENTRY).putInt(i << 12);
    }
    file.write(entries.flip(), 0);
    try (FileChannel channel = FileChannel.open(path)) {
      mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    }
  }

  private int nextOffset() {
    int range = ENTRIES * OFFSETS_PER_ENTRY;
    offset = order.equals("forward") ? (offset + OFFSETS_PER_ENTRY) % range : random.nextInt(range);
    return offset;
  }

  private static int search(int wanted, IntUnaryOperator intAt) {
    int from = 0;
    int to = ENTRIES;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (intAt.applyAsInt(middle * OffsetIndex.ENTRY_SIZE) <= wanted) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return intAt.applyAsInt((from - 1) * OffsetIndex.ENTRY_SIZE + Integer.BYTES);
  }

  private int read(int position) {
    file.read(entry.clear(), position);
    return entry.getInt(0);
  }

  /** As the log does it. */
  @Benchmark
  public int keptBlock() {
    return index.positionBefore(nextOffset());
  }

  /** By a mapping that is there already. */
  @Benchmark
  public int mapped() {
    return search(nextOffset(), mapped::getInt);
  }

  /** By a system call for each step. */
  @Benchmark
  public int pread() {
    return search(nextOffset(), this::read);
  }

  /** Removes the index. */
  @TearDown
  public void remove() {
    file.close();
    disk.deleteTree(directory);
  }
}
