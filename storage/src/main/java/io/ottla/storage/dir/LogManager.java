package io.ottla.storage.dir;

import io.ottla.runtime.RandomIds;
import io.ottla.storage.log.LogConfig;
import io.ottla.storage.log.LogEnvironment;
import io.ottla.storage.log.OpenPoint;
import io.ottla.storage.log.PartitionLog;
import io.ottla.storage.log.PartitionMetadata;
import io.ottla.storage.log.RecoveryProgress;
import io.ottla.wire.protocol.Uuid;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All logs of a broker in all its log directories. Methods may be called from any thread, those on
 * one partition one at a time; the logs themselves belong to their partitions' loops.
 *
 * <p>{@code __cluster_metadata} is not among them: its log belongs to the metadata.
 */
public final class LogManager {
  private final LogEnvironment environment;
  private final LogDirectories directories;
  private final RetiredLogs retired;
  private final LogPlacement placement = new LogPlacement();
  private final Map<PartitionName, ManagedLog> logs = new ConcurrentHashMap<>();
  private final Set<DamagedLog> damaged = ConcurrentHashMap.newKeySet();

  /** Logs whose copies have their places, but whose files still have their names. */
  private final Set<ManagedLog> replaced = ConcurrentHashMap.newKeySet();

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
    this.directories = new LogDirectories(directories, onFailure);
    this.retired = new RetiredLogs(environment, this.directories);
  }

  /**
   * Opens every log that the directories hold. A log whose disk fails takes its directory offline;
   * one that is damaged beyond recovery is left out, loudly, and nothing of it is changed.
   *
   * @param configs the settings of a topic
   * @param isKnown whether the metadata places a log here; others are set aside, and nothing of
   *     them is deleted
   * @param runner runs all tasks, given directory by directory, on as many threads as it likes, and
   *     returns when they are done
   */
  public void loadAll(
      Function<String, LogConfig> configs,
      Predicate<ManagedLog> isKnown,
      RecoveryProgress progress,
      Consumer<List<List<Runnable>>> runner) {
    LogLoading loading = new LogLoading(environment, directories, retired, isKnown, progress);
    logs.putAll(loading.run(configs, runner));
    damaged.addAll(loading.damaged());
    placement.onInterrupted(loading.interruptedMoves());
    checkpoint(); // damage may have cut logs off below what the checkpoints say is on disk
  }

  // ---- the directories

  /** The log directories, also those offline. */
  public List<LogDirectory> directories() {
    return directories.all();
  }

  /** The directory of an id; null when it is none of this broker's. */
  public @Nullable LogDirectory directory(Uuid id) {
    return directories.find(id);
  }

  /** Takes a directory offline with all its logs; the others go on. */
  public void fail(LogDirectory directory, String reason) {
    directories.fail(directory, reason);
  }

  /** The directory online with the fewest logs; null when all are offline. */
  public @Nullable LogDirectory leastLoaded() {
    Map<LogDirectory, Integer> counts = new HashMap<>();
    logs.values().forEach(log -> counts.merge(log.directory(), 1, Integer::sum));
    return directories.online().stream()
        .min(Comparator.comparingInt(directory -> counts.getOrDefault(directory, 0)))
        .orElse(null);
  }

  /** Where logs are wanted that do not lie there. */
  public LogPlacement placement() {
    return placement;
  }

  // ---- the logs

  /** The log of a partition; null when there is none. */
  public @Nullable ManagedLog find(PartitionName name) {
    return logs.get(name);
  }

  /** Whether a partition has a log that was left out: it must not be made anew. */
  public boolean isDamaged(PartitionName name, Uuid topicId) {
    return damaged.stream().anyMatch(log -> log.mayBe(name, topicId));
  }

  /** All logs, in no order. */
  public Collection<ManagedLog> all() {
    return List.copyOf(logs.values());
  }

  /**
   * The log of a partition, made in the directory where there is none. A log of another topic of
   * the same name gets out of the way.
   */
  public ManagedLog create(
      PartitionName name, Uuid topicId, LogConfig config, LogDirectory directory) {
    ManagedLog existing = logs.get(name);
    if (existing != null && existing.topicId().equals(topicId)) {
      return existing;
    }
    if (existing != null && existing.topicId().isZero()) {
      return adopt(existing, topicId);
    }
    if (existing != null) {
      setAside(existing);
    }
    Path path = directory.path().resolve(name.directoryName());
    clear(name, topicId, directory, path);
    ManagedLog created = new ManagedLog(name, topicId, make(path, topicId, config, 0), directory);
    logs.put(name, created);
    return created;
  }

  // Neither what a checkpoint says of an earlier log of the name may be believed of the new one,
  // nor may an earlier log be taken for it whose directory a full disk kept from being renamed.
  private void clear(PartitionName name, Uuid topicId, LogDirectory directory, Path path) {
    damaged.removeIf(log -> log.name().equals(name) && log.directory() == directory);
    if (directory.hasCheckpointed(name)) {
      checkpoint(directory);
    }
    Uuid found =
        environment.disk().exists(path) ? PartitionMetadata.read(environment.disk(), path) : null;
    if (found != null && !found.equals(topicId)) {
      retired.setAside(name, found, directory);
    }
  }

  // Nothing of it was flushed, or it was written before topics had ids.
  private ManagedLog adopt(ManagedLog unknown, Uuid topicId) {
    PartitionMetadata.write(environment.disk(), unknown.log().directory(), topicId);
    ManagedLog adopted =
        new ManagedLog(unknown.name(), topicId, unknown.log(), unknown.directory());
    logs.put(adopted.name(), adopted);
    return adopted;
  }

  private PartitionLog make(Path path, Uuid topicId, LogConfig config, long startOffset) {
    boolean isNew = !environment.disk().exists(path);
    environment.disk().createDirectories(path);
    PartitionMetadata.write(environment.disk(), path, topicId);
    OpenPoint point = new OpenPoint(isNew, 0, startOffset, 0);
    return PartitionLog.open(environment, path, config, point);
  }

  // ---- moving between directories

  /** Makes an empty copy, to be filled, in another directory. */
  public LogMove beginMove(ManagedLog log, LogDirectory target) {
    String directoryName =
        log.name().directoryName(RetiredLogs.hex(Uuid.of(RandomIds.next())), PartitionName.FUTURE);
    PartitionLog copy =
        make(
            target.path().resolve(directoryName),
            log.topicId(),
            log.log().config(),
            log.log().logStartOffset());
    LogMove move = new LogMove(log, new ManagedLog(log.name(), log.topicId(), copy, target));
    placement.begin(move);
    return move;
  }

  /** Ends a move at once. Its copy stays until whoever fills it notices, and abandons it. */
  public void cancel(LogMove move) {
    move.cancel();
    placement.end(move);
  }

  /** Gives up a move and removes its copy. Nobody may fill the copy any more. */
  public void abandon(LogMove move) {
    cancel(move);
    if (move.end()) {
      move.copy().log().giveUp();
      retired.deleteLater(move.copy().directory(), move.copy().log().directory(), 0);
    }
  }

  /**
   * Puts the copy in the log's place. On the partition's loop. The old files go in the background,
   * once the new name and the log's bounds are on disk; until then a crash leaves the log twice.
   * Those who still read the old log may do so for {@code file.delete.delay.ms}.
   */
  public void exchange(LogMove move) {
    ManagedLog old = move.from();
    ManagedLog copy = move.copy();
    move.takeOver();
    copy.log().rename(copy.directory().path().resolve(move.name().directoryName()));
    replaced.add(old);
    logs.put(move.name(), copy);
    placement.end(move);
    boolean unused = move.end();
    environment
        .background()
        .execute(() -> directories.guarded(copy.directory(), () -> retireReplaced(old, copy)));
  }

  // A log without a checkpoint begins at its first segment after a crash, and recovery looks at all
  // of it and is told of no compaction: the old one, whose bounds are known, must be there for it.
  private void retireReplaced(ManagedLog old, ManagedLog copy) {
    environment.disk().syncDirectory(copy.directory().path());
    checkpoint(copy.directory());
    if (replaced.remove(old)) {
      retired.deleteReplaced(old);
    }
  }

  /** Deletes a log: its name is free at once, its files go after {@code file.delete.delay.ms}. */
  public void delete(PartitionName name) {
    ManagedLog removed = logs.remove(name);
    if (removed != null) {
      retired.delete(removed);
    }
    // A new topic of the name would find what the copy has replaced, and take it for its own.
    for (ManagedLog old : List.copyOf(replaced)) {
      if (old.name().equals(name) && replaced.remove(old)) {
        retired.delete(old);
      }
    }
  }

  private void setAside(ManagedLog log) {
    logs.remove(log.name());
    retired.setAside(log);
  }

  /** Unmaps the ends of logs that are little appended to. From any thread. */
  public void unmapIdle() {
    environment.files().windows().sweep();
  }

  // ---- checkpoints

  /** Writes down where each log stands. May block; from any thread, one at a time. */
  public void checkpoint() {
    for (LogDirectory directory : directories.online()) {
      directories.guarded(directory, () -> checkpoint(directory));
    }
  }

  private void checkpoint(LogDirectory directory) {
    Map<PartitionName, Long> recovery = new HashMap<>();
    Map<PartitionName, Long> starts = new HashMap<>();
    Map<PartitionName, Long> watermarks = new HashMap<>();
    Map<PartitionName, Long> cleaned = new HashMap<>();
    for (DamagedLog log : damaged) {
      if (log.directory() == directory) {
        recovery.put(log.name(), log.point().recoveryPoint());
        watermarks.put(log.name(), log.point().highWatermark());
        putIfKnown(starts, log.name(), log.point().logStartOffset());
        putIfKnown(cleaned, log.name(), log.point().cleanedOffset());
      }
    }
    for (ManagedLog managed : logs.values()) {
      if (managed.directory() == directory) {
        recovery.put(managed.name(), managed.log().recoveryPoint());
        watermarks.put(managed.name(), managed.log().highWatermark());
        putIfKnown(starts, managed.name(), managed.log().logStartOffset());
        putIfKnown(cleaned, managed.name(), managed.log().cleanedOffset());
      }
    }
    directory.write(OffsetCheckpoint.RECOVERY_POINT, recovery);
    directory.write(OffsetCheckpoint.LOG_START, starts);
    directory.write(OffsetCheckpoint.HIGH_WATERMARK, watermarks);
    directory.write(OffsetCheckpoint.CLEANER, cleaned);
  }

  private static void putIfKnown(
      Map<PartitionName, Long> offsets, PartitionName name, long offset) {
    if (offset > 0) {
      offsets.put(name, offset);
    }
  }

  /**
   * Closes all logs and marks the directories as shut down in order. No loop may touch a log any
   * more.
   *
   * @param brokerEpoch told to the controller at the next start (KIP-966); -1 when there is none
   * @param runner runs all tasks as {@link #loadAll} has them run
   */
  public void closeCleanly(long brokerEpoch, Consumer<List<List<Runnable>>> runner) {
    Set<ManagedLog> open = ConcurrentHashMap.newKeySet();
    open.addAll(logs.values());
    open.addAll(replaced); // the next start finds them
    List<LogDirectory> online = directories.online();
    runner.accept(online.stream().map(directory -> closing(directory, open)).toList());
    for (LogDirectory directory : online) {
      if (directory.isOnline()) {
        boolean isComplete =
            open.stream().noneMatch(log -> log.directory() == directory)
                && !keepsUnrecovered(directory);
        directories.guarded(directory, () -> markClosed(directory, isComplete, brokerEpoch));
      }
    }
  }

  // What a crash left of a damaged log was not checked, so the next start may not trust it either.
  private boolean keepsUnrecovered(LogDirectory directory) {
    return damaged.stream().anyMatch(log -> log.directory() == directory && !log.point().isClean());
  }

  private List<Runnable> closing(LogDirectory directory, Set<ManagedLog> open) {
    return open.stream()
        .filter(log -> log.directory() == directory)
        .<Runnable>map(log -> () -> directories.guarded(directory, () -> close(log, open)))
        .toList();
  }

  private static void close(ManagedLog managed, Set<ManagedLog> open) {
    PartitionLog log = managed.log();
    log.close();
    if (log.recoveryPoint() == log.logEndOffset()) {
      open.remove(managed);
    }
  }

  private void markClosed(LogDirectory directory, boolean isComplete, long brokerEpoch) {
    checkpoint(directory);
    if (isComplete) {
      directory.markClean(brokerEpoch);
    }
  }
}
