package io.ottla.storage.dir;

import io.ottla.runtime.RandomIds;
import io.ottla.storage.disk.DiskFullException;
import io.ottla.storage.disk.StorageException;
import io.ottla.storage.log.LogConfig;
import io.ottla.storage.log.LogEnvironment;
import io.ottla.storage.log.OpenPoint;
import io.ottla.storage.log.PartitionLog;
import io.ottla.storage.log.RecoveryProgress;
import io.ottla.wire.protocol.Uuid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All logs of a broker in all its log directories. Methods may be called from any thread, those on
 * one partition one at a time; the logs themselves belong to their partitions' loops.
 *
 * <p>{@code __cluster_metadata} is not among them: its log belongs to the metadata.
 */
public final class LogManager {
  private static final Logger LOG = LoggerFactory.getLogger(LogManager.class);
  private static final String METADATA_TOPIC = "__cluster_metadata";

  private final LogEnvironment environment;
  private final List<LogDirectory> directories;
  private final Map<PartitionName, ManagedLog> logs = new ConcurrentHashMap<>();
  private final Map<PartitionName, LogMove> moves = new ConcurrentHashMap<>();
  private final Map<PartitionName, LogDirectory> interruptedMoves = new ConcurrentHashMap<>();
  private final Map<PartitionName, LogDirectory> preferred = new ConcurrentHashMap<>();
  private final Queue<ManagedLog> superseded = new ConcurrentLinkedQueue<>();
  private final Consumer<LogDirectory> onFailure;

  /**
   * Manages the logs in some directories, none of which are loaded yet.
   *
   * @param onFailure hears of each directory that goes offline, on the thread that noticed
   */
  public LogManager(
      LogEnvironment environment,
      List<LogDirectory> directories,
      Consumer<LogDirectory> onFailure) {
    this.environment = environment;
    this.directories = List.copyOf(directories);
    this.onFailure = onFailure;
  }

  // ---- loading

  /**
   * Opens every log that the directories hold. A log whose disk fails takes its directory offline;
   * one that is damaged beyond recovery is left out, loudly.
   *
   * @param configs the settings of a topic
   * @param runner runs all tasks, given directory by directory, on as many threads as it likes, and
   *     returns when they are done
   */
  public void loadAll(
      Function<String, LogConfig> configs,
      RecoveryProgress progress,
      Consumer<List<List<Runnable>>> runner) {
    List<List<Found>> found = new ArrayList<>();
    for (LogDirectory directory : online()) {
      guarded(directory, () -> found.add(scan(directory)));
    }
    announce(found.stream().flatMap(List::stream).toList(), progress);
    Map<String, LogConfig> byTopic = new HashMap<>();
    List<List<Runnable>> tasks = new ArrayList<>();
    for (List<Found> ofDirectory : found) {
      List<Runnable> loads = new ArrayList<>(ofDirectory.size());
      for (Found log : ofDirectory) {
        LogConfig config = byTopic.computeIfAbsent(log.name().topic(), configs);
        loads.add(() -> load(log, config, progress));
      }
      tasks.add(loads);
    }
    runner.accept(tasks);
    superseded.forEach(this::moveAside);
    superseded.clear();
  }

  /** A log's directory as it was found. */
  private record Found(
      PartitionName name,
      LogDirectory directory,
      Path path,
      OpenPoint point,
      long cleanedOffset,
      Uuid topicId) {}

  private List<Found> scan(LogDirectory directory) {
    Map<PartitionName, Long> recovery = directory.read(OffsetCheckpoint.RECOVERY_POINT);
    Map<PartitionName, Long> starts = directory.read(OffsetCheckpoint.LOG_START);
    Map<PartitionName, Long> watermarks = directory.read(OffsetCheckpoint.HIGH_WATERMARK);
    Map<PartitionName, Long> cleaned = directory.read(OffsetCheckpoint.CLEANER);
    List<Found> found = new ArrayList<>();
    for (String entry : environment.disk().list(directory.path())) {
      Path path = directory.path().resolve(entry);
      PartitionName name = PartitionName.parse(entry);
      PartitionName future = PartitionName.parseFuture(entry);
      if (future != null) {
        interruptedMoves.put(future, directory);
        deleteLater(directory, path, 0);
      } else if (entry.endsWith(PartitionName.DELETE)) {
        deleteLater(directory, path, 0);
      } else if (name != null
          && !name.topic().equals(METADATA_TOPIC)
          && environment.disk().isDirectory(path)) {
        OpenPoint point =
            new OpenPoint(
                directory.isClean(),
                recovery.getOrDefault(name, 0L),
                starts.getOrDefault(name, 0L),
                watermarks.getOrDefault(name, 0L));
        Uuid topicId = PartitionMetadata.read(environment.disk(), path);
        found.add(
            new Found(
                name,
                directory,
                path,
                point,
                cleaned.getOrDefault(name, 0L),
                topicId == null ? Uuid.ZERO : topicId));
      }
    }
    return found;
  }

  private void announce(List<Found> found, RecoveryProgress progress) {
    int segments = 0;
    long bytes = 0;
    for (Found log : found) {
      for (long size : PartitionLog.recoveryAhead(environment, log.path(), log.point())) {
        segments++;
        bytes += size;
      }
    }
    progress.onWork(segments, bytes);
  }

  private void load(Found found, LogConfig config, RecoveryProgress progress) {
    guarded(
        found.directory(),
        () -> {
          PartitionLog log =
              PartitionLog.open(environment, found.path(), config, found.point(), progress);
          log.resumeCompactionAt(found.cleanedOffset());
          ManagedLog managed =
              new ManagedLog(found.name(), found.topicId(), log, found.directory());
          logs.compute(found.name(), (name, other) -> longer(managed, other));
        });
  }

  // A crash between the two steps of a move leaves the log twice; what was appended since lies in
  // the new place, so the longer one is right.
  private ManagedLog longer(ManagedLog found, @Nullable ManagedLog other) {
    if (other == null) {
      return found;
    }
    boolean isLonger = found.log().logEndOffset() > other.log().logEndOffset();
    superseded.add(isLonger ? other : found);
    return isLonger ? found : other;
  }

  /**
   * Does something with a directory, which goes offline when its disk fails, not when it is full.
   */
  public void guarded(LogDirectory directory, Runnable action) {
    try {
      action.run();
    } catch (DiskFullException e) {
      LOG.warn("directory={} is full reason={}", directory, e.getMessage());
    } catch (StorageException e) {
      fail(directory, String.valueOf(e.getMessage()));
    }
  }

  /** Takes a directory offline with all its logs; the others go on. */
  public void fail(LogDirectory directory, String reason) {
    if (directory.fail(reason)) {
      LOG.error("directory={} goes offline reason={}", directory, reason);
      onFailure.accept(directory);
    }
  }

  // ---- the logs

  /** The log of a partition; null when there is none. */
  public @Nullable ManagedLog find(PartitionName name) {
    return logs.get(name);
  }

  /** All logs, in no order. */
  public Collection<ManagedLog> all() {
    return List.copyOf(logs.values());
  }

  /** The log directories, also those offline. */
  public List<LogDirectory> directories() {
    return directories;
  }

  private List<LogDirectory> online() {
    return directories.stream().filter(LogDirectory::isOnline).toList();
  }

  /** The directory of an id; null when it is none of this broker's. */
  public @Nullable LogDirectory directory(Uuid id) {
    return directories.stream().filter(d -> d.id().equals(id)).findFirst().orElse(null);
  }

  /** The directory online with the fewest logs; null when all are offline. */
  public @Nullable LogDirectory leastLoaded() {
    Map<LogDirectory, Integer> counts = new HashMap<>();
    logs.values().forEach(log -> counts.merge(log.directory(), 1, Integer::sum));
    return online().stream()
        .min(Comparator.comparingInt(directory -> counts.getOrDefault(directory, 0)))
        .orElse(null);
  }

  /**
   * The log of a partition, made in the directory where there is none. A log of another topic of
   * the same name gets out of the way.
   */
  public ManagedLog create(
      PartitionName name, Uuid topicId, LogConfig config, LogDirectory directory) {
    ManagedLog existing = logs.get(name);
    if (existing != null && isSame(existing.topicId(), topicId)) {
      return existing;
    }
    if (existing != null) {
      setAside(existing);
    }
    Path path = directory.path().resolve(name.directoryName());
    ManagedLog created = new ManagedLog(name, topicId, make(path, topicId, config, 0), directory);
    logs.put(name, created);
    return created;
  }

  private PartitionLog make(Path path, Uuid topicId, LogConfig config, long startOffset) {
    environment.disk().createDirectories(path);
    PartitionMetadata.write(environment.disk(), path, topicId);
    OpenPoint point = new OpenPoint(true, 0, startOffset, 0);
    return PartitionLog.open(environment, path, config, point, RecoveryProgress.SILENT);
  }

  // ---- moving between directories

  /** The moves that were cut off when the broker ended last: where the logs were to go. */
  public Map<PartitionName, LogDirectory> interruptedMoves() {
    return Map.copyOf(interruptedMoves);
  }

  /** Remembers where a log shall be made that is not here yet. */
  public void prefer(PartitionName name, LogDirectory directory) {
    preferred.put(name, directory);
  }

  /** Where a log shall be made, if someone has said so; null otherwise. */
  public @Nullable LogDirectory preferred(PartitionName name) {
    return preferred.get(name);
  }

  /** The move of a partition that is under way; null when there is none. */
  public @Nullable LogMove moveOf(PartitionName name) {
    return moves.get(name);
  }

  /** All moves under way. */
  public Collection<LogMove> moves() {
    return List.copyOf(moves.values());
  }

  /** Makes an empty copy, to be filled, in another directory. */
  public LogMove beginMove(ManagedLog log, LogDirectory target) {
    String directoryName =
        log.name().directoryName(hex(Uuid.of(RandomIds.next())), PartitionName.FUTURE);
    PartitionLog copy =
        make(
            target.path().resolve(directoryName),
            log.topicId(),
            log.log().config(),
            log.log().logStartOffset());
    LogMove move = new LogMove(log, new ManagedLog(log.name(), log.topicId(), copy, target));
    moves.put(log.name(), move);
    return move;
  }

  /** Gives up a move and removes its copy. Nobody may fill the copy any more. */
  public void abandon(LogMove move) {
    if (moves.remove(move.name(), move)) {
      move.cancel();
      move.copy().log().giveUp();
      deleteLater(move.copy().directory(), move.copy().log().directory(), 0);
    }
  }

  /**
   * Puts the copy in the log's place. On the partition's loop. The old files go in the background,
   * once the new name is on disk; until then a crash leaves the log twice. Those who still read the
   * old log may do so for {@code file.delete.delay.ms}.
   */
  public void exchange(LogMove move) {
    ManagedLog old = move.from();
    ManagedLog copy = move.copy();
    move.takeOver();
    copy.log().rename(copy.directory().path().resolve(move.name().directoryName()));
    logs.put(move.name(), copy);
    moves.remove(move.name(), move);
    environment
        .background()
        .execute(
            () ->
                guarded(
                    copy.directory(),
                    () -> {
                      environment.disk().syncDirectory(copy.directory().path());
                      guarded(old.directory(), () -> deleteReplaced(old));
                    }));
  }

  private void deleteReplaced(ManagedLog old) {
    Path target = freeName(old, PartitionName.DELETE);
    old.log().rename(target);
    environment
        .background()
        .schedule(
            old.log().config().retention().fileDeleteDelayMs(),
            () -> {
              old.log().giveUp();
              deleteLater(old.directory(), target, 0);
            });
  }

  private static boolean isSame(Uuid known, Uuid wanted) {
    return known.isZero() || known.equals(wanted);
  }

  /** Deletes a log: its name is free at once, its files go after {@code file.delete.delay.ms}. */
  public void delete(PartitionName name) {
    ManagedLog removed = logs.remove(name);
    if (removed != null) {
      long delayMs = removed.log().config().retention().fileDeleteDelayMs();
      guarded(
          removed.directory(),
          () -> deleteLater(removed.directory(), moveAway(removed, PartitionName.DELETE), delayMs));
    }
  }

  /** Sets aside every log that the metadata does not know; nothing of it is deleted. */
  public void setAsideStrays(Predicate<ManagedLog> isKnown) {
    for (ManagedLog log : all()) {
      if (!isKnown.test(log)) {
        setAside(log);
      }
    }
  }

  private void setAside(ManagedLog log) {
    logs.remove(log.name());
    moveAside(log);
  }

  private void moveAside(ManagedLog log) {
    Path target = moveAway(log, PartitionName.STRAY);
    LOG.warn("partition={} is not used, set aside as {}", log.name(), target);
  }

  private Path moveAway(ManagedLog log, String mark) {
    Path target = freeName(log, mark);
    log.log().renameAndClose(target);
    return target;
  }

  private Path freeName(ManagedLog log, String mark) {
    String uniqueId = log.topicId().isZero() ? "unknown" : hex(log.topicId());
    String base = log.name().directoryName(uniqueId, mark);
    Path target = log.directory().path().resolve(base);
    for (int i = 1; environment.disk().exists(target); i++) {
      target = log.directory().path().resolve(log.name().directoryName(uniqueId + "_" + i, mark));
    }
    return target;
  }

  private static String hex(Uuid id) {
    UUID uuid = new UUID(id.mostSignificantBits(), id.leastSignificantBits());
    return uuid.toString().replace("-", "");
  }

  private void deleteLater(LogDirectory directory, Path path, long delayMs) {
    environment
        .background()
        .schedule(delayMs, () -> guarded(directory, () -> environment.disk().deleteTree(path)));
  }

  /** Unmaps the ends of logs that are little appended to. From any thread. */
  public void unmapIdle() {
    environment.files().windows().sweep();
  }

  // ---- checkpoints

  /** Writes down where each log stands. May block; from any thread, one at a time. */
  public void checkpoint() {
    for (LogDirectory directory : online()) {
      guarded(directory, () -> checkpoint(directory));
    }
  }

  private void checkpoint(LogDirectory directory) {
    Map<PartitionName, Long> recovery = new HashMap<>();
    Map<PartitionName, Long> starts = new HashMap<>();
    Map<PartitionName, Long> watermarks = new HashMap<>();
    Map<PartitionName, Long> cleaned = new HashMap<>();
    for (ManagedLog managed : logs.values()) {
      if (managed.directory() == directory) {
        recovery.put(managed.name(), managed.log().recoveryPoint());
        watermarks.put(managed.name(), managed.log().highWatermark());
        if (managed.log().logStartOffset() > 0) {
          starts.put(managed.name(), managed.log().logStartOffset());
        }
        if (managed.log().cleanedOffset() > 0) {
          cleaned.put(managed.name(), managed.log().cleanedOffset());
        }
      }
    }
    directory.write(OffsetCheckpoint.RECOVERY_POINT, recovery);
    directory.write(OffsetCheckpoint.LOG_START, starts);
    directory.write(OffsetCheckpoint.HIGH_WATERMARK, watermarks);
    directory.write(OffsetCheckpoint.CLEANER, cleaned);
  }

  /**
   * Closes all logs and marks the directories as shut down in order. No loop may touch a log any
   * more.
   *
   * @param brokerEpoch told to the controller at the next start (KIP-966); -1 when there is none
   */
  public void closeCleanly(long brokerEpoch) {
    for (LogDirectory directory : online()) {
      guarded(directory, () -> closeCleanly(directory, brokerEpoch));
    }
  }

  private void closeCleanly(LogDirectory directory, long brokerEpoch) {
    boolean isComplete = true;
    for (ManagedLog managed : logs.values()) {
      if (managed.directory() == directory) {
        PartitionLog log = managed.log();
        log.close();
        isComplete &= log.recoveryPoint() == log.logEndOffset();
      }
    }
    checkpoint(directory);
    if (isComplete) {
      directory.markClean(brokerEpoch);
    }
  }
}
