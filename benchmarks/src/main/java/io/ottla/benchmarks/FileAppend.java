package io.ottla.benchmarks;

import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.DiskFile;
import io.ottla.storage.disk.MappedRegion;
import io.ottla.storage.disk.RealDisk;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
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
 * The two ways of a batch into the page cache, on fresh pages throughout: by {@code pwrite}, and by
 * a mapping of space that was written with zeros before (which is part of its price).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FileAppend {
  private static final int FILE_BYTES = 256 << 20;
  private static final int CHUNK_BYTES = 8 << 20;

  /** Of the batch. */
  @Param({"200", "1024", "16384", "65536", "1048576"})
  public int bytes;

  private final Path directory = Scratch.newDirectory();
  private final Disk disk = new RealDisk();
  private final DiskFile file = disk.open(directory.resolve("append"), Disk.Mode.CREATE);
  private final ByteBuffer zeros = ByteBuffer.allocateDirect(CHUNK_BYTES);
  private MappedRegion region = Scratch.NO_REGION;
  private int regionAt = CHUNK_BYTES;
  private ByteBuffer batch = ByteBuffer.allocate(0);
  private long position;

  /** Builds the batch. */
  @Setup
  public void build() {
    batch = Batches.ofSize(bytes);
  }

  /** By a system call per batch. */
  @Benchmark
  public void pwrite() {
    if (position + batch.remaining() > FILE_BYTES) {
      restart();
    }
    file.write(batch.duplicate(), position);
    position += batch.remaining();
  }

  /** By a copy into mapped memory. */
  @Benchmark
  public void mapped() {
    if (regionAt + batch.remaining() > CHUNK_BYTES) {
      nextRegion();
    }
    region.put(regionAt, batch.duplicate());
    regionAt += batch.remaining();
  }

  private void nextRegion() {
    region.close();
    if (position + CHUNK_BYTES > FILE_BYTES) {
      restart();
    }
    file.write(zeros.duplicate(), position);
    region = file.map(position, CHUNK_BYTES);
    regionAt = 0;
    position += CHUNK_BYTES;
  }

  private void restart() {
    file.truncate(0);
    position = 0;
  }

  /** Removes the file. */
  @TearDown
  public void remove() {
    region.close();
    file.close();
    disk.deleteTree(directory);
  }
}
