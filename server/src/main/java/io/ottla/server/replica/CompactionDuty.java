package io.ottla.server.replica;

import io.ottla.replication.partition.Partition;
import io.ottla.replication.partition.PartitionRegistry;
import io.ottla.runtime.EventLoop;
import io.ottla.storage.compact.CompactionPlan;
import io.ottla.storage.compact.CompactionResult;
import io.ottla.storage.compact.Compactor;
import io.ottla.storage.compact.Pace;
import io.ottla.storage.disk.DiskFullException;
import io.ottla.storage.log.PartitionLog;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compacts the logs that ask for it, one after another on the cleaner's loop; planned and swapped
 * on each partition's own.
 */
public final class CompactionDuty {
  private static final Logger log = LoggerFactory.getLogger(CompactionDuty.class);

  private final EventLoop cleaner;
  private final PartitionRegistry partitions;
  private final long maxMapBytes;
  private final Set<PartitionLog> underWay = ConcurrentHashMap.newKeySet();

  /**
   * A duty that has not begun.
   *
   * @param maxMapBytes {@code log.cleaner.dedupe.buffer.size}
   */
  public CompactionDuty(EventLoop cleaner, PartitionRegistry partitions, long maxMapBytes) {
    this.cleaner = cleaner;
    this.partitions = partitions;
    this.maxMapBytes = maxMapBytes;
  }

  /** Looks at all logs now and then, for as long as the cleaner's loop runs. */
  public void every(long intervalMs) {
    cleaner.schedule(
        intervalMs,
        () -> {
          for (Partition partition : partitions.all()) {
            if (partition.log().config().compaction().compact()) {
              partition.loop().execute(() -> compact(partition));
            }
          }
          every(intervalMs);
        });
  }

  // A log whose records cannot be read stays under way for good: it is said once, and it grows.
  private void compact(Partition partition) {
    if (underWay.contains(partition.log())) {
      return;
    }
    CompactionPlan plan = partition.planCompaction();
    if (plan != null) {
      underWay.add(partition.log());
      cleaner.execute(() -> run(partition, plan));
    }
  }

  private void run(Partition partition, CompactionPlan plan) {
    CompactionResult result = resultOf(partition, plan);
    if (result != null) {
      partition
          .loop()
          .execute(
              () -> {
                partition.completeCompaction(result);
                underWay.remove(partition.log());
              });
    }
  }

  private @Nullable CompactionResult resultOf(Partition partition, CompactionPlan plan) {
    try {
      return Compactor.run(plan, maxMapBytes, Pace.UNLIMITED);
    } catch (DiskFullException e) {
      log.warn("compaction waits for space partition={}", partition.id());
      underWay.remove(partition.log());
      return null;
    } catch (RuntimeException e) {
      log.error("compaction given up partition={}", partition.id(), e);
      return null;
    }
  }
}
