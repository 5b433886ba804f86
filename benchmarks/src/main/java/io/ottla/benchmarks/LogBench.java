package io.ottla.benchmarks;

import io.ottla.runtime.Clock;
import io.ottla.runtime.ThreadLoop;
import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.RealDisk;
import io.ottla.storage.file.FileCache;
import io.ottla.storage.log.LogConfig;
import io.ottla.storage.log.LogEnvironment;
import io.ottla.storage.log.OpenPoint;
import io.ottla.storage.log.PartitionLog;
import java.nio.file.Path;

/** A log on a real disk, removed when it is closed. */
final class LogBench implements AutoCloseable {
  private static final int OPEN_FILES = 64;

  private final Path directory = Scratch.newDirectory();
  private final Disk disk = new RealDisk();
  private final ThreadLoop background =
      new ThreadLoop(
          "background",
          Clock.system(),
          (loop, failure) -> {
            throw new IllegalStateException(loop, failure);
          });
  private final LogConfig.Compaction compaction;
  private final PartitionLog log;

  LogBench() {
    this(LogConfig.Compaction.DEFAULT);
  }

  LogBench(LogConfig.Compaction compaction) {
    this.compaction = compaction;
    this.log = open();
  }

  private PartitionLog open() {
    return PartitionLog.open(
        new LogEnvironment(new FileCache(disk, OPEN_FILES), background, 86_400_000, false),
        directory.resolve("topic-0"),
        LogConfig.DEFAULT.withMaxMessageBytes(Integer.MAX_VALUE).withCompaction(compaction),
        OpenPoint.UNKNOWN);
  }

  /** Opens the log once more, as if the process had been killed. */
  PartitionLog recover() {
    return open();
  }

  PartitionLog log() {
    return log;
  }

  @Override
  public void close() {
    log.close();
    remove();
  }

  /** Removes the files of a log that is closed already. */
  void remove() {
    background.close();
    disk.deleteTree(directory);
  }
}
