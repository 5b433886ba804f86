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

/** The ways of a batch out of the page cache, at the end of a file: by {@code pread} and mapped. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FileRead {
  private static final int FILE_BYTES = 8 << 20;

  /** Of what is read. */
  @Param({"200", "1024", "4096", "16384", "65536"})
  public int bytes;

  private final Path directory = Scratch.newDirectory();
  private final Disk disk = new RealDisk();
  private final DiskFile file = disk.open(directory.resolve("read"), Disk.Mode.CREATE);
  private final ByteBuffer answer = ByteBuffer.allocateDirect(1 << 20);
  private MappedRegion region = Scratch.NO_REGION;
  private int position;

  /** Writes the file. */
  @Setup
  public void fill() {
    file.write(ByteBuffer.allocate(FILE_BYTES), 0);
    region = file.map(0, FILE_BYTES);
  }

  private int nextPosition() {
    position = (position + bytes) % (FILE_BYTES - bytes);
    return position;
  }

  /** By a system call. */
  @Benchmark
  public ByteBuffer pread() {
    file.read(answer.clear().limit(bytes), nextPosition());
    return answer;
  }

  /** From the mapping. */
  @Benchmark
  public ByteBuffer mapped() {
    region.get(nextPosition(), answer.clear().limit(bytes));
    return answer;
  }

  /** Removes the file. */
  @TearDown
  public void remove() {
    region.close();
    file.close();
    disk.deleteTree(directory);
  }
}
