package io.ottla.server.config;

import io.ottla.server.config.key.LogKeys;
import io.ottla.server.config.key.OttlaKeys;
import io.ottla.server.config.key.QuorumKeys;
import io.ottla.server.config.key.ReplicationKeys;
import java.nio.file.Path;
import java.util.List;

/**
 * Where data lives and how it is looked after.
 *
 * @param logDirs absolute, at least one
 * @param checkpointIntervalMs between two notes of where each log stands
 * @param flushCheckIntervalMs between two looks for what {@code flush.ms} has made due
 * @param metadataLogDir holds {@code __cluster_metadata-0}
 * @param moverThreads copy replicas from one of the directories to another
 * @param fsync whether a record counts as written only once the disk has it
 * @param validateRecords whether produced batches are checked record by record
 */
public record StorageConfig(
    List<Path> logDirs,
    Path metadataLogDir,
    long retentionCheckIntervalMs,
    long checkpointIntervalMs,
    long flushCheckIntervalMs,
    int producerIdExpirationMs,
    long diskReserveBytes,
    int moverThreads,
    boolean fsync,
    boolean validateRecords) {
  private static final long USUAL_FLUSH_CHECK_INTERVAL_MS = 1_000;

  /** Copies the directories. */
  public StorageConfig {
    logDirs = List.copyOf(logDirs);
  }

  static StorageConfig from(Settings settings, List<String> problems) {
    List<Path> dirs = dirs(settings);
    if (dirs.isEmpty()) {
      problems.add("Invalid value for configuration log.dirs: must name a directory");
      dirs = List.of(Path.of("data"));
    }
    String metadataDir = settings.find(QuorumKeys.METADATA_LOG_DIR);
    return new StorageConfig(
        dirs,
        metadataDir == null ? dirs.get(0) : absolute(metadataDir),
        settings.get(LogKeys.LOG_RETENTION_CHECK_INTERVAL_MS),
        checkpointIntervalMs(settings),
        flushCheckIntervalMs(settings),
        settings.get(LogKeys.PRODUCER_ID_EXPIRATION_MS),
        settings.get(OttlaKeys.OTTLA_DISK_RESERVE_BYTES),
        moverThreads(settings, dirs.size()),
        settings.get(OttlaKeys.OTTLA_DURABILITY).equals("fsync"),
        settings.get(OttlaKeys.OTTLA_PRODUCE_VALIDATE).equals("full"));
  }

  /** The shortest of the intervals: checkpoints are written together. */
  private static long checkpointIntervalMs(Settings settings) {
    long recoveryMs = settings.get(LogKeys.LOG_FLUSH_OFFSET_CHECKPOINT_INTERVAL_MS);
    long startMs = settings.get(LogKeys.LOG_FLUSH_START_OFFSET_CHECKPOINT_INTERVAL_MS);
    long watermarkMs = settings.get(ReplicationKeys.REPLICA_HIGH_WATERMARK_CHECKPOINT_INTERVAL_MS);
    return Math.max(1, Math.min(watermarkMs, Math.min(recoveryMs, startMs)));
  }

  // Apache Kafka looks once, 30 s after its start, where the interval is not set, so that the
  // flush.ms of a topic means nothing there.
  private static long flushCheckIntervalMs(Settings settings) {
    long intervalMs = settings.get(LogKeys.LOG_FLUSH_SCHEDULER_INTERVAL_MS);
    return intervalMs <= 0 || intervalMs == Long.MAX_VALUE
        ? USUAL_FLUSH_CHECK_INTERVAL_MS
        : intervalMs;
  }

  private static int moverThreads(Settings settings, int directories) {
    Integer threads = settings.find(ReplicationKeys.NUM_REPLICA_ALTER_LOG_DIRS_THREADS);
    return Math.max(1, threads == null ? directories : threads);
  }

  private static List<Path> dirs(Settings settings) {
    List<String> dirs = settings.find(LogKeys.LOG_DIRS);
    return (dirs == null ? settings.get(LogKeys.LOG_DIR) : dirs)
        .stream().filter(dir -> !dir.isEmpty()).map(StorageConfig::absolute).distinct().toList();
  }

  private static Path absolute(String dir) {
    return Path.of(dir).toAbsolutePath().normalize();
  }
}
