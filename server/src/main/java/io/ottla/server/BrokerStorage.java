package io.ottla.server;

import io.ottla.replication.controller.BrokerLifecycle;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.replication.partition.PartitionRegistry;
import io.ottla.replication.quorum.LocalMetadataLog;
import io.ottla.replication.quorum.MetadataFormat;
import io.ottla.runtime.Clock;
import io.ottla.server.config.BrokerConfig;
import io.ottla.server.config.QuorumConfig;
import io.ottla.server.config.StorageConfig;
import io.ottla.server.config.key.LogKeys;
import io.ottla.server.replica.TopicConfigs;
import io.ottla.server.start.DataDirectories;
import io.ottla.server.start.DirectoryThreads;
import io.ottla.server.start.MetadataPlace;
import io.ottla.server.start.RecoveryReport;
import io.ottla.storage.dir.LogDirectory;
import io.ottla.storage.dir.LogManager;
import io.ottla.storage.dir.ManagedLog;
import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.RealDisk;
import io.ottla.storage.disk.StorageException;
import io.ottla.storage.file.FileCache;
import io.ottla.storage.log.DiskReserve;
import io.ottla.storage.log.LogEnvironment;
import io.ottla.wire.protocol.Uuid;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a broker keeps on its disks: the log directories, the logs in them and the metadata log.
 * Opened and closed by the thread that starts and stops the broker.
 */
final class BrokerStorage {
  private static final Logger log = LoggerFactory.getLogger(BrokerStorage.class);

  /** Set by {@code bin/ottla} when a person looks at what is printed. */
  private static final String TERMINAL_PROPERTY = "ottla.terminal";

  private static final int OPEN_FILES = 10_000;

  private final Disk disk = new RealDisk();
  private final BrokerConfig config;
  private final DataDirectories directories;
  private final BrokerLoops loops;
  private final Clock clock;
  private final DirectoryFailures failures;
  private final DiskReserve reserve;
  private final LogManager logs;
  private final LocalMetadataLog metadataLog;
  private volatile int producerExpirationMs;

  /**
   * Opens everything, which after a crash includes the recovery of logs.
   *
   * @param stop ends the broker when it cannot go on without a directory that has failed
   * @throws StorageException when no log directory, or not that of the metadata, can be used
   */
  static BrokerStorage open(
      BrokerConfig config,
      DataDirectories directories,
      BrokerLoops loops,
      Clock clock,
      TopicConfigs topicConfigs,
      PartitionRegistry partitions,
      Runnable stop) {
    BrokerStorage storage = new BrokerStorage(config, directories, loops, clock, partitions, stop);
    storage.loadLogs(storage.metadataLog.loadedImage(), topicConfigs);
    return storage;
  }

  private BrokerStorage(
      BrokerConfig config,
      DataDirectories directories,
      BrokerLoops loops,
      Clock clock,
      PartitionRegistry partitions,
      Runnable stop) {
    this.config = config;
    this.producerExpirationMs = config.storage().producerIdExpirationMs();
    this.directories = directories;
    this.loops = loops;
    this.clock = clock;
    this.failures = new DirectoryFailures(partitions, config.storage().metadataLogDir(), stop);
    this.reserve = new DiskReserve(disk, clock, config.storage().diskReserveBytes());
    reserve.keepSpares(directories.directoryIds().keySet());
    LogEnvironment environment = logEnvironment();
    this.logs = new LogManager(environment, logDirectories(), this::onDirectoryFailure);
    this.metadataLog = openMetadataLog(environment);
  }

  private LogEnvironment logEnvironment() {
    StorageConfig storage = config.storage();
    return new LogEnvironment(
        new FileCache(disk, OPEN_FILES),
        loops.background(),
        loops.flushers(),
        new LogEnvironment.Policy(
            () -> producerExpirationMs, storage.validateRecords(), storage.fsync()),
        reserve);
  }

  private List<LogDirectory> logDirectories() {
    return config.storage().logDirs().stream().map(this::logDirectory).toList();
  }

  private LogDirectory logDirectory(Path path) {
    String problem = directories.unusable().get(path);
    if (problem == null) {
      try {
        return LogDirectory.open(disk, path, directoryId(path));
      } catch (StorageException e) {
        problem = String.valueOf(e.getMessage());
      }
    }
    log.error("directory={} is offline reason=\"{}\"", path, problem);
    return LogDirectory.offline(disk, path, problem);
  }

  private Uuid directoryId(Path path) {
    return Objects.requireNonNull(directories.directoryIds().get(path));
  }

  private LocalMetadataLog openMetadataLog(LogEnvironment environment) {
    Path directory = config.storage().metadataLogDir();
    Uuid id = directoryId(directory);
    MetadataFormat.ensure(
        disk,
        directory,
        new MetadataFormat.Plan(
            config.node().nodeId(),
            id,
            BrokerFeatures.finalizedAtFirst(),
            ControllerVoters.of(config)),
        clock.wallMs());
    QuorumConfig.MetadataLog settings = config.quorum().metadataLog();
    return LocalMetadataLog.open(
        loops.controller(),
        loops.flushers(),
        environment,
        directory,
        new LocalMetadataLog.Settings(
            config.node().nodeId(),
            id,
            settings.segmentBytes(),
            settings.snapshotBytes(),
            settings.snapshotIntervalMs()));
  }

  private void loadLogs(MetadataImage image, TopicConfigs topicConfigs) {
    if (image.topics().topics().isEmpty() && image.features().levels().isEmpty()) {
      refusePartitions(); // of metadata that is not there: all would be set aside as strays
    }
    logs.loadAll(
        topic -> topicConfigs.settings(image, topic).log(),
        managed -> isKnown(image, managed),
        new RecoveryReport(clock, System.err, Boolean.getBoolean(TERMINAL_PROPERTY)),
        new DirectoryThreads(
            topicConfigs.broker(image).get(LogKeys.NUM_RECOVERY_THREADS_PER_DATA_DIR)));
    if (logs.leastLoaded() == null) {
      throw new StorageException("no log directory can be used");
    }
  }

  private void refusePartitions() {
    String partition = MetadataPlace.anyPartition(config.storage().logDirs());
    if (partition != null) {
      throw new StorageException(MetadataPlace.lost(config.storage().metadataLogDir(), partition));
    }
  }

  private static boolean isKnown(MetadataImage image, ManagedLog managed) {
    return managed.topicId().isZero()
        ? image.topic(managed.name().topic()) != null
        : image.partition(managed.topicId(), managed.name().partition()) != null;
  }

  private void onDirectoryFailure(LogDirectory directory) {
    failures.onFailure(directory, logs.directories());
  }

  /** Forgets producers that have not written for so long, from here on. From any thread. */
  void expireProducersAfter(int ms) {
    producerExpirationMs = ms;
  }

  LogManager logs() {
    return logs;
  }

  DiskReserve reserve() {
    return reserve;
  }

  LocalMetadataLog metadataLog() {
    return metadataLog;
  }

  /** The records a metadata log begins with. */
  List<MetadataRecord> bootstrapRecords() {
    return MetadataFormat.bootstrapRecords(disk, config.storage().metadataLogDir());
  }

  /** The broker is registered; from here on the controller hears of each directory that fails. */
  void onRegistered(BrokerLifecycle lifecycle) {
    failures.onRegistered(lifecycle, logs.directories());
  }

  List<Uuid> onlineDirectoryIds() {
    return logs.directories().stream()
        .filter(LogDirectory::isOnline)
        .map(LogDirectory::id)
        .toList();
  }

  /** Closes the logs so that the next start need not recover them. */
  void close(long brokerEpoch) {
    logs.closeCleanly(brokerEpoch, new DirectoryThreads(BrokerLoops.FLUSH_THREADS));
  }
}
