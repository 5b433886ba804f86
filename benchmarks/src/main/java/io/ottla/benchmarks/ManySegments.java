package io.ottla.benchmarks;

import io.ottla.runtime.Clock;
import io.ottla.runtime.ThreadLoop;
import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.RealDisk;
import io.ottla.storage.file.FileCache;
import io.ottla.storage.log.LogConfig;
import io.ottla.storage.log.LogEnvironment;
import io.ottla.storage.log.LogRead;
import io.ottla.storage.log.OpenPoint;
import io.ottla.storage.log.PartitionLog;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.storage.segment.SegmentCatalog;
import io.ottla.wire.record.BatchAttributes;
import io.ottla.wire.record.RecordBatchBuilder;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a log costs by the number of its segments: opening it, its memory, and the first seeks by
 * offset and by time, after a stop in order, after a crash right behind some rolls, and where there
 * is no catalog of the segments; then appending, seeking and rolling. Prints one line of processor
 * times for each count given, after one of a warm-up; not a JMH benchmark, since a log is opened
 * once and its files are what takes long to make.
 */
public final class ManySegments {
  private static final int OPEN_FILES = 1_000;
  private static final int WARM_UP_SEGMENTS = 2_000;
  private static final int SEEKS = 2_000;
  private static final int APPENDS = 20_000;
  private static final long STEP_MS = 10;
  private static final int ROLLS = 100;
  private static final LogConfig CONFIG = LogConfig.DEFAULT;

  private final Disk disk = new RealDisk();
  private final FileCache files = new FileCache(disk, OPEN_FILES);
  private final ThreadLoop background;
  private final Path directory;
  private final int segments;
  private final long startMs;

  private ManySegments(ThreadLoop background, Path directory, int segments) {
    this.background = background;
    this.directory = directory;
    this.segments = segments;
    this.startMs = background.clock().wallMs() - segments * STEP_MS;
  }

  /** Takes counts of segments. */
  public static void main(String[] counts) {
    Path root = Scratch.newDirectory();
    try (ThreadLoop background =
        new ThreadLoop(
            "background",
            Clock.system(),
            (loop, failure) -> {
              throw new IllegalStateException(loop, failure);
            })) {
      System.out.println(
          "segments"
              + " | open ms | heap KiB | first by offset ms | first by time ms".repeat(3)
              + " | append us | by offset us | by time us | roll us | roll without catalog us");
      run(background, root.resolve("warm-up"), WARM_UP_SEGMENTS);
      for (String count : counts) {
        run(background, root.resolve("log-" + count), Integer.parseInt(count));
      }
    }
    new RealDisk().deleteTree(root);
  }

  private static void run(ThreadLoop background, Path directory, int segments) {
    new ManySegments(background, directory, segments).run();
    new RealDisk().deleteTree(directory);
  }

  private PartitionLog open(OpenPoint point) {
    LogEnvironment environment = new LogEnvironment(files, background, 86_400_000, false);
    return PartitionLog.open(environment, directory, CONFIG, point);
  }

  private static ByteBuffer batch(long timestampMs) {
    RecordBatchBuilder builder = new RecordBatchBuilder(BatchAttributes.PLAIN, 0);
    builder.append(timestampMs, null, ByteBuffer.allocate(100));
    return builder.build();
  }

  private void run() {
    PartitionLog log = open(OpenPoint.UNKNOWN);
    for (int i = 0; i < segments; i++) {
      log.append(batch(startMs + i * STEP_MS), 1, AppendOrigin.CLIENT);
      if (i + 1 < segments) {
        log.roll();
      }
    }
    log.close();
    OpenPoint clean = new OpenPoint(true, log.recoveryPoint(), 0, log.logEndOffset());
    List<String> figures = new ArrayList<>();
    figures.add(Integer.toString(segments));
    PartitionLog stopped = openAndSeek(clean, figures);
    append(stopped);
    String roll = each(ROLLS, random -> roll(stopped));
    stopped.flushNow();
    OpenPoint crash = new OpenPoint(false, stopped.recoveryPoint(), 0, 0);
    roll(stopped);
    stopped.giveUp();
    openAndSeek(crash, figures).giveUp();
    disk.delete(directory.resolve(SegmentCatalog.NAME));
    PartitionLog reopened = openAndSeek(crash, figures);
    figures.add(each(APPENDS, random -> append(reopened)));
    figures.add(each(SEEKS, random -> byOffset(reopened, random)));
    figures.add(each(SEEKS, random -> byTime(reopened, random)));
    figures.add(roll);
    figures.add(each(ROLLS, random -> roll(reopened)));
    System.out.println(String.join(" | ", figures));
    reopened.close();
  }

  private void roll(PartitionLog log) {
    log.roll();
    append(log);
  }

  private PartitionLog openAndSeek(OpenPoint point, List<String> figures) {
    long heapBefore = usedHeap();
    PartitionLog[] log = new PartitionLog[1];
    figures.add(ms(() -> log[0] = open(point)));
    figures.add(Long.toString((usedHeap() - heapBefore) / 1024));
    figures.add(ms(() -> byOffset(log[0], new SplittableRandom(1))));
    figures.add(ms(() -> byTime(log[0], new SplittableRandom(1))));
    return log[0];
  }

  private void append(PartitionLog log) {
    log.append(batch(startMs + segments * STEP_MS), 1, AppendOrigin.CLIENT);
  }

  private void byOffset(PartitionLog log, SplittableRandom random) {
    LogRead read = log.read(random.nextLong(segments), 1, Long.MAX_VALUE, true);
    ByteBuffer bytes = ByteBuffer.allocate(read.records().sizeInBytes());
    read.records().writeTo(bytes);
    read.records().release();
  }

  private void byTime(PartitionLog log, SplittableRandom random) {
    long offset = random.nextLong(segments);
    var found = log.findOffset(startMs + offset * STEP_MS);
    if (found == null || found.offset() != offset) {
      throw new IllegalStateException("wrong offset");
    }
  }

  /** One operation on a log. */
  private interface Operation {
    void run(SplittableRandom random);
  }

  private static String ms(Runnable once) {
    long start = cpuNanos();
    once.run();
    return String.format("%.2f", (cpuNanos() - start) / 1e6);
  }

  private static String each(int times, Operation operation) {
    SplittableRandom random = new SplittableRandom(times);
    long start = cpuNanos();
    for (int i = 0; i < times; i++) {
      operation.run(random);
    }
    return String.format("%.1f", (cpuNanos() - start) / 1_000.0 / times);
  }

  /** Of this thread, the kernel's part included: other work on the machine does not count. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static long usedHeap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
