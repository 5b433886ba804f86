package io.ottla.server.replica;

import io.ottla.replication.partition.Partition;
import io.ottla.replication.partition.PartitionRegistry;
import io.ottla.runtime.EventLoop;
import io.ottla.server.config.StorageConfig;
import io.ottla.storage.dir.LogManager;
import io.ottla.storage.log.DiskReserve;
import io.ottla.storage.log.LogUpkeep;
import java.util.concurrent.TimeUnit;

/**
 * What logs need from time to time. Owned by the background loop; what changes a partition is
 * handed to the partition's loop.
 */
public final class LogDuties {
  private static final long SPARE_CHECK_INTERVAL_MS = 1_000;
  private static final long MAPPING_SWEEP_INTERVAL_MS = 10_000;
  private static final long SEGMENT_NOTE_INTERVAL_MS = 10_000;

  /** What a start had to list is written down soon, since it may be killed as its last one was. */
  private static final long FIRST_NOTE_MS = 1_000;

  /** So long other duties wait for what all logs together learn of their segments at a time. */
  private static final long LEARNING_MS = 50;

  /** Of what is to be done never, a timer's time still has to be a number. */
  private static final long LONGEST_INTERVAL_MS = TimeUnit.DAYS.toMillis(365);

  private final EventLoop background;
  private final PartitionRegistry partitions;
  private final LogManager logs;
  private final DiskReserve reserve;
  private final StorageConfig config;

  /** Duties that have not begun. */
  public LogDuties(
      EventLoop background,
      PartitionRegistry partitions,
      LogManager logs,
      DiskReserve reserve,
      StorageConfig config) {
    this.background = background;
    this.partitions = partitions;
    this.logs = logs;
    this.reserve = reserve;
    this.config = config;
  }

  /** Begins; ends with the background loop. */
  public void start() {
    every(config.retentionCheckIntervalMs(), this::applyRetention);
    every(config.checkpointIntervalMs(), logs::checkpoint);
    every(config.flushCheckIntervalMs(), this::flush);
    every(MAPPING_SWEEP_INTERVAL_MS, logs::unmapIdle);
    background.schedule(FIRST_NOTE_MS, this::noteSegments);
    every(SEGMENT_NOTE_INTERVAL_MS, this::noteSegments);
    every(SPARE_CHECK_INTERVAL_MS, reserve::takeSpares);
  }

  private void flush() {
    for (Partition partition : partitions.all()) {
      if (partition.log().config().flush().ms() != Long.MAX_VALUE) {
        partition.loop().execute(partition::flushIfDue);
      }
    }
  }

  private void noteSegments() {
    long untilMs = background.clock().monotonicMs() + LEARNING_MS;
    for (Partition partition : partitions.all()) {
      LogUpkeep upkeep = partition.log().upkeep();
      if (upkeep.learnSizes()) {
        upkeep.learnTimes(() -> background.clock().monotonicMs() < untilMs);
        partition.loop().execute(partition::noteSegments);
      }
    }
  }

  private void applyRetention() {
    for (Partition partition : partitions.all()) {
      partition.log().upkeep().learnAges();
      partition.loop().execute(partition::applyRetention);
    }
  }

  private void every(long intervalMs, Runnable duty) {
    background.schedule(
        Math.min(intervalMs, LONGEST_INTERVAL_MS),
        () -> {
          duty.run();
          every(intervalMs, duty);
        });
  }
}
