package io.ottla.server.replica;

import io.ottla.replication.partition.Partition;
import io.ottla.replication.partition.PartitionRegistry;
import io.ottla.runtime.EventLoop;
import io.ottla.runtime.EventLoop.Timer;
import io.ottla.runtime.Pacing;
import io.ottla.server.config.CleanerConfig;
import io.ottla.storage.compact.CompactionPlan;
import io.ottla.storage.compact.CompactionResult;
import io.ottla.storage.compact.Compactor;
import io.ottla.storage.dir.LogPlacement;
import io.ottla.storage.dir.PartitionName;
import io.ottla.storage.disk.DiskFullException;
import io.ottla.storage.disk.StorageException;
import io.ottla.storage.file.CorruptLogException;
import io.ottla.storage.file.FileGoneException;
import io.ottla.storage.log.PartitionLog;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compacts the logs that ask for it, on the cleaner's threads; planned and swapped on each
 * partition's own loop. All threads together keep below one rate.
 *
 * <p>A log that is on its way into another directory is left as it is: the copy may have a record
 * already, and must still find the tombstone, or the marker, that lies ahead of it.
 */
public final class CompactionDuty implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CompactionDuty.class);

  private final EventLoop background;
  private final Executor cleaners;
  private final PartitionRegistry partitions;
  private final LogPlacement placement;
  private final Supplier<CleanerConfig> config;
  private final Pacing pacing;
  private final Set<PartitionLog> underWay = ConcurrentHashMap.newKeySet();
  private final LongAdder runs = new LongAdder();
  private final LongAdder bytesRead = new LongAdder();
  private final LongAdder bytesWritten = new LongAdder();

  /** When all logs are looked at again. Background loop. */
  private @Nullable Timer next;

  private boolean isStarted;

  /**
   * A duty that has not begun.
   *
   * @param background keeps the time
   * @param cleaners compact
   * @param placement tells which logs are being moved
   * @param config the settings as they are now
   */
  public CompactionDuty(
      EventLoop background,
      Executor cleaners,
      PartitionRegistry partitions,
      LogPlacement placement,
      Supplier<CleanerConfig> config) {
    this.background = background;
    this.cleaners = cleaners;
    this.partitions = partitions;
    this.placement = placement;
    this.config = config;
    this.pacing = new Pacing(background.clock(), () -> config.get().maxBytesPerSecond());
  }

  /** Looks at all logs now and then, for as long as the background loop runs. */
  public void start() {
    background.execute(
        () -> {
          isStarted = true;
          scheduleNext();
        });
  }

  /** Follows another {@code log.cleaner.backoff.ms} at once. From any thread. */
  public void onSettingsChanged() {
    background.execute(
        () -> {
          if (isStarted) {
            scheduleNext();
          }
        });
  }

  private void scheduleNext() {
    if (next != null) {
      boolean unused = next.cancel();
    }
    next =
        background.schedule(
            Math.max(1, config.get().backoffMs()),
            () -> {
              lookAtAll();
              scheduleNext();
            });
  }

  private void lookAtAll() {
    for (Partition partition : partitions.all()) {
      if (partition.log().config().compaction().compact()) {
        partition.log().upkeep().learnAges();
        partition.loop().execute(() -> compact(partition));
      }
    }
  }

  /** How many logs were compacted. */
  public long runs() {
    return runs.sum();
  }

  /** How many bytes were read for it. */
  public long bytesRead() {
    return bytesRead.sum();
  }

  /** How many bytes were left. */
  public long bytesWritten() {
    return bytesWritten.sum();
  }

  /** Gives up what is under way: nothing has changed until a log is swapped. */
  @Override
  public void close() {
    pacing.cancel();
  }

  // A log whose records cannot be read stays under way for good: it is said once, and it grows.
  private void compact(Partition partition) {
    PartitionLog compacted = partition.log();
    if (underWay.contains(compacted) || isMoving(partition)) {
      return;
    }
    CompactionPlan plan = partition.planCompaction();
    if (plan != null) {
      underWay.add(compacted);
      cleaners.execute(() -> run(partition, compacted, plan));
    }
  }

  private void run(Partition partition, PartitionLog compacted, CompactionPlan plan) {
    CompactionResult result = resultOf(partition, compacted, plan);
    if (result != null) {
      bytesRead.add(result.bytesRead());
      bytesWritten.add(result.bytesWritten());
      partition.loop().execute(() -> complete(partition, compacted, result));
    }
  }

  private void complete(Partition partition, PartitionLog compacted, CompactionResult result) {
    if (partition.log() != compacted || partition.isRetired() || isMoving(partition)) {
      cleaners.execute(
          () -> {
            result.discard(); // before the next run, whose files have the same names
            underWay.remove(compacted);
          });
      return;
    }
    partition.completeCompaction(result);
    runs.increment();
    underWay.remove(compacted);
  }

  private boolean isMoving(Partition partition) {
    PartitionName name = new PartitionName(partition.id().topic(), partition.id().partition());
    return placement.moveOf(name) != null;
  }

  private @Nullable CompactionResult resultOf(
      Partition partition, PartitionLog compacted, CompactionPlan plan) {
    try {
      return Compactor.run(plan, config.get().buffersPerThread(), this::keepPace);
    } catch (DiskFullException e) {
      log.warn("compaction waits for space partition={}", partition.id());
      underWay.remove(compacted);
      return null;
    } catch (FileGoneException e) {
      underWay.remove(compacted); // segments that retention took meanwhile are not in the next plan
      return null;
    } catch (CancellationException e) {
      return null;
    } catch (StorageException | CorruptLogException e) {
      partition.loop().execute(() -> partition.fail(e));
      return null;
    } catch (RuntimeException e) {
      log.error("compaction given up partition={}", partition.id(), e);
      return null;
    }
  }

  private void keepPace(long bytes) {
    if (!pacing.spend(bytes)) {
      throw new CancellationException("the broker stops");
    }
  }
}
