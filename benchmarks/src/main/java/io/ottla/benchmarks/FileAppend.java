package io.ottla.benchmarks;

import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.DiskFile;
import io.ottla.storage.disk.MappedRegion;
import io.ottla.storage.disk.RealDisk;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
 * The ways of a batch into the page cache, at the end of a file that grows: by {@code pwrite}, and
 * by a mapping of space that was written with zeros before, which is part of its price.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FileAppend {
  private static final int FILE_BYTES = 256 << 20;
  private static final int WINDOW_BYTES = 8 << 20;
  private static final int PIECE_BYTES = 64 << 10;
  private static final int PAGE_BYTES = 4 << 10;

  /** Of the batch. */
  @Param({"200", "1024", "4096", "16384", "65536", "1048576"})
  public int bytes;

  private final Path directory = Scratch.newDirectory();
  private final Disk disk = new RealDisk();
  private final DiskFile file = disk.open(directory.resolve("append"), Disk.Mode.CREATE);
  private final ByteBuffer zeros = ByteBuffer.allocateDirect(PIECE_BYTES);
  private final ExecutorService background = Executors.newSingleThreadExecutor();
  private CompletableFuture<MappedRegion> ahead =
      CompletableFuture.completedFuture(Scratch.NO_REGION);
  private MappedRegion region = Scratch.NO_REGION;
  private long regionStart;
  private int used = WINDOW_BYTES;
  private int allocated;
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
      file.truncate(0);
      position = 0;
    }
    file.write(batch.duplicate(), position);
    position += batch.remaining();
  }

  /** Through a window, whose space the same thread takes a piece at a time, as the log does. */
  @Benchmark
  public void mapped() {
    if (used + batch.remaining() > WINDOW_BYTES) {
      region.close();
      startRegion();
      region = file.map(regionStart, WINDOW_BYTES);
      used = 0;
      allocated = 0;
    }
    while (allocated < used + batch.remaining()) {
      file.write(zeros.duplicate(), regionStart + allocated);
      allocated += PIECE_BYTES;
    }
    region.put(used, batch.duplicate());
    used += batch.remaining();
  }

  /** Through a window that another thread has written with zeros and touched; waits for it. */
  @Benchmark
  public void mappedAhead() {
    if (used + batch.remaining() > WINDOW_BYTES) {
      region.close();
      if (position == 0 || position + WINDOW_BYTES > FILE_BYTES) {
        ahead.join().close();
        file.truncate(0);
        position = 0;
        prepare();
      }
      region = ahead.join();
      prepare();
      used = 0;
    }
    region.put(used, batch.duplicate());
    used += batch.remaining();
  }

  private void startRegion() {
    if (position + WINDOW_BYTES > FILE_BYTES) {
      file.truncate(0);
      position = 0;
    }
    regionStart = position;
    position += WINDOW_BYTES;
  }

  private void prepare() {
    long start = position;
    position += WINDOW_BYTES;
    ahead =
        CompletableFuture.supplyAsync(
            () -> {
              for (int at = 0; at < WINDOW_BYTES; at += PIECE_BYTES) {
                file.write(zeros.duplicate(), start + at);
              }
              MappedRegion prepared = file.map(start, WINDOW_BYTES);
              for (int at = 0; at < WINDOW_BYTES; at += PAGE_BYTES) {
                prepared.put(at, ByteBuffer.allocate(1));
              }
              return prepared;
            },
            background);
  }

  /** Removes the file. */
  @TearDown
  public void remove() {
    background.shutdown();
    region.close();
    file.close();
    disk.deleteTree(directory);
  }
}
