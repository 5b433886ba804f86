package io.ottla.storage.dir;

import io.ottla.storage.file.CorruptLogException;
import io.ottla.storage.log.LogConfig;
import io.ottla.storage.log.LogEnvironment;
import io.ottla.storage.log.LogOpener;
import io.ottla.storage.log.OpenPoint;
import io.ottla.storage.log.PartitionLog;
import io.ottla.storage.log.PartitionMetadata;
import io.ottla.storage.log.RecoveryProgress;
import io.ottla.wire.protocol.Uuid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A start: what the log directories hold is found, then opened on several threads. A log whose disk
 * fails takes its directory offline; one that is damaged beyond recovery is left out, loudly.
 */
final class LogLoading {
  private static final Logger LOG = LoggerFactory.getLogger(LogLoading.class);
  private static final String METADATA_TOPIC = "__cluster_metadata";

  private final LogEnvironment environment;
  private final LogDirectories directories;
  private final RetiredLogs retired;
  private final Predicate<ManagedLog> isKnown;
  private final RecoveryProgress progress;
  private final Map<PartitionName, ManagedLog> logs = new ConcurrentHashMap<>();
  private final Map<PartitionName, LogDirectory> interruptedMoves = new HashMap<>();
  private final Map<Found, LogOpener> openers = new ConcurrentHashMap<>();
  private final LongAdder segmentsAhead = new LongAdder();
  private final LongAdder bytesAhead = new LongAdder();
  private final Queue<ManagedLog> strays = new ConcurrentLinkedQueue<>();
  private final Queue<DamagedLog> damaged = new ConcurrentLinkedQueue<>();

  LogLoading(
      LogEnvironment environment,
      LogDirectories directories,
      RetiredLogs retired,
      Predicate<ManagedLog> isKnown,
      RecoveryProgress progress) {
    this.environment = environment;
    this.directories = directories;
    this.retired = retired;
    this.isKnown = isKnown;
    this.progress = progress;
  }

  /** A log's directory as it was found. */
  private record Found(
      PartitionName name,
      LogDirectory directory,
      Path path,
      LogConfig config,
      OpenPoint point,
      Uuid topicId) {}

  /** Where the moves led that were cut off when the broker ended last. */
  Map<PartitionName, LogDirectory> interruptedMoves() {
    return interruptedMoves;
  }

  /** What was left out. */
  Collection<DamagedLog> damaged() {
    return damaged;
  }

  /**
   * Opens every log that the directories hold.
   *
   * @param configs the settings of a topic
   * @param runner runs all tasks, given directory by directory, and returns when they are done
   */
  Map<PartitionName, ManagedLog> run(
      Function<String, LogConfig> configs, Consumer<List<List<Runnable>>> runner) {
    Map<String, LogConfig> byTopic = new HashMap<>();
    List<List<Found>> found = new ArrayList<>();
    for (LogDirectory directory : directories.online()) {
      directories.guarded(
          directory,
          () -> found.add(scan(directory, topic -> byTopic.computeIfAbsent(topic, configs))));
    }
    runner.accept(tasks(found, this::look));
    progress.onWork(segmentsAhead.intValue(), bytesAhead.sum());
    runner.accept(tasks(found, this::load));
    strays.forEach(stray -> directories.guarded(stray.directory(), () -> retired.setAside(stray)));
    return logs;
  }

  private List<Found> scan(LogDirectory directory, Function<String, LogConfig> configs) {
    Map<PartitionName, Long> recovery = directory.read(OffsetCheckpoint.RECOVERY_POINT);
    Map<PartitionName, Long> starts = directory.read(OffsetCheckpoint.LOG_START);
    Map<PartitionName, Long> watermarks = directory.read(OffsetCheckpoint.HIGH_WATERMARK);
    Map<PartitionName, Long> cleaned = directory.read(OffsetCheckpoint.CLEANER);
    List<Found> found = new ArrayList<>();
    for (String entry : environment.disk().list(directory.path())) {
      Path path = directory.path().resolve(entry);
      PartitionName name = PartitionName.parse(entry);
      if (isLeftover(directory, entry)) {
        retired.deleteLater(directory, path, 0);
      } else if (name != null
          && !name.topic().equals(METADATA_TOPIC)
          && environment.disk().isDirectory(path)) {
        OpenPoint point =
            new OpenPoint(
                directory.isClean(),
                recovery.getOrDefault(name, 0L),
                starts.getOrDefault(name, 0L),
                watermarks.getOrDefault(name, 0L),
                cleaned.getOrDefault(name, 0L));
        Uuid topicId = PartitionMetadata.read(environment.disk(), path);
        LogConfig config = configs.apply(name.topic());
        found.add(
            new Found(name, directory, path, config, point, topicId == null ? Uuid.ZERO : topicId));
      }
    }
    return found;
  }

  private boolean isLeftover(LogDirectory directory, String entry) {
    PartitionName future = PartitionName.parseFuture(entry);
    if (future != null) {
      interruptedMoves.put(future, directory);
    }
    return future != null || entry.endsWith(PartitionName.DELETE);
  }

  private List<List<Runnable>> tasks(List<List<Found>> found, Consumer<Found> step) {
    List<List<Runnable>> tasks = new ArrayList<>();
    for (List<Found> ofDirectory : found) {
      List<Runnable> steps = new ArrayList<>(ofDirectory.size());
      for (Found log : ofDirectory) {
        steps.add(() -> directories.guarded(log.directory(), () -> unlessDamaged(log, step)));
      }
      tasks.add(steps);
    }
    return tasks;
  }

  private void unlessDamaged(Found found, Consumer<Found> step) {
    try {
      step.accept(found);
    } catch (CorruptLogException e) {
      LOG.error(
          "partition={} is left out, its log is damaged reason=\"{}\"",
          found.name(),
          e.getMessage());
      damaged.add(new DamagedLog(found.name(), found.topicId(), found.directory(), found.point()));
    }
  }

  private void look(Found found) {
    LogOpener opener = new LogOpener(environment, found.path(), found.config(), found.point());
    for (long size : opener.workAhead()) {
      segmentsAhead.increment();
      bytesAhead.add(size);
    }
    openers.put(found, opener);
  }

  private void load(Found found) {
    LogOpener opener = openers.remove(found);
    if (opener == null) {
      return; // damaged, or of a directory that failed or is full
    }
    PartitionLog log = opener.open(progress);
    if (log.logEndOffset() < found.point().recoveryPoint()) {
      LOG.error(
          "damage below the recovery point partition={} directory={} recoveryPoint={} end={}",
          found.name(),
          found.path(),
          found.point().recoveryPoint(),
          log.logEndOffset());
    }
    ManagedLog managed = new ManagedLog(found.name(), found.topicId(), log, found.directory());
    if (isKnown.test(managed)) {
      logs.compute(found.name(), (name, other) -> longer(managed, other));
    } else {
      strays.add(managed);
    }
  }

  // A crash between the two steps of a move leaves the log twice; what was appended since lies in
  // the new place, so the longer one is right. Only the old place may tell where the log starts,
  // and only the other one may be on disk.
  private ManagedLog longer(ManagedLog found, @Nullable ManagedLog other) {
    if (other == null) {
      return found;
    }
    boolean isLonger = found.log().logEndOffset() > other.log().logEndOffset();
    ManagedLog kept = isLonger ? found : other;
    ManagedLog stray = isLonger ? other : found;
    strays.add(stray);
    kept.log().incrementLogStartOffset(stray.log().logStartOffset());
    directories.guarded(kept.directory(), kept.log()::flushNow);
    return kept;
  }
}
