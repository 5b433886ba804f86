package io.ottla.server;

import io.ottla.coordinator.group.GroupCoordinator;
import io.ottla.coordinator.group.model.GroupConfig;
import io.ottla.coordinator.group.model.MigrationPolicy;
import io.ottla.replication.controller.BrokerLifecycle;
import io.ottla.replication.controller.Controller;
import io.ottla.replication.controller.ControllerSettings;
import io.ottla.replication.controller.MetadataPublisher;
import io.ottla.replication.decider.AllDeciders;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.partition.Partition;
import io.ottla.replication.partition.PartitionApplier;
import io.ottla.replication.partition.PartitionRegistry;
import io.ottla.replication.quorum.LocalMetadataLog;
import io.ottla.replication.quorum.MetadataFormat;
import io.ottla.runtime.Clock;
import io.ottla.runtime.Pacing;
import io.ottla.runtime.RandomIds;
import io.ottla.server.config.BrokerConfig;
import io.ottla.server.config.CleanerConfig;
import io.ottla.server.config.Endpoint;
import io.ottla.server.config.GroupCoordinatorConfig;
import io.ottla.server.config.StorageConfig;
import io.ottla.server.config.dynamic.DynamicConfig;
import io.ottla.server.config.key.LogKeys;
import io.ottla.server.config.key.ThrottleKeys;
import io.ottla.server.coordinator.CoordinatorLifecycle;
import io.ottla.server.coordinator.DeletedTopics;
import io.ottla.server.coordinator.ImageGroupSettings;
import io.ottla.server.coordinator.ImageTopicCatalog;
import io.ottla.server.fetch.FetchSessions;
import io.ottla.server.handler.ClusterConfigs;
import io.ottla.server.handler.Identity;
import io.ottla.server.handler.ProducerIds;
import io.ottla.server.metrics.BrokerMetrics;
import io.ottla.server.metrics.HttpEndpoint;
import io.ottla.server.metrics.Metric;
import io.ottla.server.network.NetworkConfig;
import io.ottla.server.network.NetworkServer;
import io.ottla.server.quota.ClientQuotas;
import io.ottla.server.replica.BrokerLogs;
import io.ottla.server.replica.BrokerSettings;
import io.ottla.server.replica.CompactionDuty;
import io.ottla.server.replica.DirectoryAssignments;
import io.ottla.server.replica.LogDuties;
import io.ottla.server.replica.LogMoves;
import io.ottla.server.replica.TopicConfigs;
import io.ottla.server.start.DataDirectories;
import io.ottla.server.start.RecoveryReport;
import io.ottla.server.start.RecoveryThreads;
import io.ottla.server.start.RunningBroker;
import io.ottla.server.start.StartException;
import io.ottla.storage.dir.LogDirectory;
import io.ottla.storage.dir.LogManager;
import io.ottla.storage.dir.ManagedLog;
import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.RealDisk;
import io.ottla.storage.disk.StorageException;
import io.ottla.storage.file.FileCache;
import io.ottla.storage.log.DiskReserve;
import io.ottla.storage.log.LogEnvironment;
import io.ottla.wire.message.BrokerRegistrationRequest;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One node, put together from its parts. Started and closed by whoever runs it. */
public final class Broker implements RunningBroker {
  private static final Logger log = LoggerFactory.getLogger(Broker.class);

  /** Set by {@code bin/ottla} when a person looks at what is printed. */
  private static final String TERMINAL_PROPERTY = "ottla.terminal";

  private static final int OPEN_FILES = 10_000;
  private static final long DEFAULT_QUEUED_BYTES = 256L << 20;
  private static final long STEP_SECONDS = 30;

  private final BrokerConfig config;
  private final Clock clock = Clock.system();
  private final BrokerMetrics metrics = new BrokerMetrics();
  private final DataDirectories directories;
  private final Disk disk = new RealDisk();
  private final BrokerLoops loops;
  private final DirectoryFailures failures;
  private final DirectoryAssignments assignments;
  private final LogManager logs;
  private final LocalMetadataLog metadataLog;
  private final MetadataPublisher metadata;
  private final BrokerSettings<CleanerConfig> cleaner;
  private final CompactionDuty compaction;
  private final LogMoves moves;
  private final ClusterConfigs configs;
  private final GroupCoordinator groups;
  private final BrokerTransactions transactions;
  private final Controller controller;
  private final ProducerIds producerIds;
  private final PartitionRegistry partitions = new PartitionRegistry();
  private final ClientQuotas quotas;
  private final FetchSessions sessions;
  private final NetworkServer network;
  private final BrokerListeners listeners;
  private final CountDownLatch terminated = new CountDownLatch(1);
  private @Nullable BrokerLifecycle lifecycle;
  private @Nullable HttpEndpoint http;
  private volatile boolean failed;
  private boolean closed;

  /**
   * Starts a broker and returns once it serves.
   *
   * @throws StartException when it cannot; nothing is left running then
   */
  public static Broker start(BrokerConfig config) throws StartException {
    DataDirectories directories = dataDirectories(config);
    BrokerLoops loops = BrokerLoops.start(config.connections().ioThreads(), Clock.system());
    Broker broker;
    try {
      broker = new Broker(config, directories, loops);
    } catch (RuntimeException e) {
      loops.close();
      directories.close();
      throw failedStart(e);
    }
    try {
      broker.run();
      return broker;
    } catch (StartException e) {
      broker.close();
      throw e;
    } catch (RuntimeException e) {
      broker.close();
      throw failedStart(e);
    }
  }

  private static StartException failedStart(RuntimeException cause) {
    log.error("start failed", cause);
    return new StartException("cannot start: " + cause.getMessage());
  }

  private static DataDirectories dataDirectories(BrokerConfig config) throws StartException {
    List<Path> paths = new ArrayList<>(config.storage().logDirs());
    paths.add(config.storage().metadataLogDir());
    return DataDirectories.open(
        paths, config.storage().metadataLogDir(), config.node().nodeId(), null, Broker::newId);
  }

  private Broker(BrokerConfig config, DataDirectories directories, BrokerLoops loops) {
    this.config = config;
    this.directories = directories;
    this.loops = loops;
    LogEnvironment environment = logEnvironment();
    this.failures =
        new DirectoryFailures(partitions, config.storage().metadataLogDir(), this::stopFailed);
    this.assignments = new DirectoryAssignments(loops.background());
    this.logs = new LogManager(environment, logDirectories(), this::onDirectoryFailure);
    this.metadataLog = openMetadataLog(environment);
    TopicConfigs topicConfigs = new TopicConfigs(DynamicConfig.of(config), config.node().nodeId());
    MetadataImage loaded = metadataLog.loadedImage();
    loadLogs(loaded, topicConfigs);
    this.cleaner =
        new BrokerSettings<>(topicConfigs, loaded, CleanerConfig::from, this::onCleanerSettings);
    onCleanerSettings(cleaner.get());
    this.compaction = new CompactionDuty(loops.background(), loops.cleaners(), partitions, cleaner);
    BrokerSettings<Long> moveRate =
        new BrokerSettings<>(
            topicConfigs,
            loaded,
            settings -> settings.get(ThrottleKeys.REPLICA_ALTER_LOG_DIRS_IO_MAX_BYTES_PER_SECOND),
            rate -> {});
    this.moves =
        new LogMoves(
            logs,
            partitions,
            assignments,
            loops.movers(),
            loops.background(),
            new Pacing(clock, () -> Math.max(1, moveRate.get())));
    ImageTopicCatalog topics = new ImageTopicCatalog(() -> metadataImage());
    GroupConfig groupConfig = groupConfig(config.groups());
    this.groups =
        new GroupCoordinator(
            groupConfig,
            new ImageGroupSettings(() -> metadataImage(), topicConfigs, groupConfig.consumer()),
            topics,
            () -> RandomIds.next().toString());
    this.transactions =
        BrokerTransactions.create(
            config, () -> metadataImage(), topics, partitions, groups, this::nextProducerId, clock);
    this.metadata =
        new MetadataPublisher(
            loops.controller(),
            List.of(
                new PartitionApplier(
                    config.node().nodeId(),
                    partitions,
                    new BrokerLogs(logs, assignments),
                    topicConfigs,
                    new CoordinatorLifecycle(groups, transactions.coordinator(), loops.readers()),
                    loops::ownerOf,
                    loops.background()),
                new DeletedTopics(groups),
                cleaner,
                moveRate));
    this.configs = new ClusterConfigs(topicConfigs, metadata);
    this.controller = newController();
    this.producerIds =
        new ProducerIds(loops.controller(), controller, metadata, config.node().nodeId());
    this.quotas =
        new ClientQuotas(
            () -> metadata.image().quotas(),
            clock,
            config.quotas().windows(),
            config.quotas().windowMs());
    this.sessions = new FetchSessions(config.fetch().sessionSlots(), clock);
    this.network = new NetworkServer(loops.io(), networkConfig(), metrics, clock, quotas);
    this.listeners = new BrokerListeners(config.listeners());
  }

  private LogEnvironment logEnvironment() {
    StorageConfig storage = config.storage();
    return new LogEnvironment(
        new FileCache(disk, OPEN_FILES),
        loops.background(),
        loops.flushers(),
        new LogEnvironment.Policy(
            storage.producerIdExpirationMs(), storage.validateRecords(), storage.fsync()),
        new DiskReserve(disk, clock, storage.diskReserveBytes()));
  }

  private static Uuid newId() {
    return Uuid.of(RandomIds.next());
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
    return LocalMetadataLog.open(
        loops.controller(),
        loops.flushers(),
        environment,
        directory,
        LocalMetadataLog.Settings.defaults(config.node().nodeId(), id));
  }

  private MetadataImage metadataImage() {
    return metadata.image();
  }

  private void nextProducerId(io.ottla.coordinator.transaction.ProducerIds.Receiver receiver) {
    producerIds.next(answer -> receiver.accept(answer.error(), answer.producerId()));
  }

  private Controller newController() {
    ControllerSettings settings =
        new ControllerSettings(
            directories.clusterId(),
            config.node().nodeId(),
            config.topicCreation().partitions(),
            config.topicCreation().replicationFactor(),
            config.topicCreation().deleteEnabled(),
            BrokerFeatures.supported());
    return new Controller(
        loops.controller(),
        metadataLog,
        AllDeciders.create(settings, configs, metadataLog::status),
        metadata,
        Broker::newId);
  }

  private void loadLogs(MetadataImage image, TopicConfigs topicConfigs) {
    logs.loadAll(
        topic -> topicConfigs.settings(image, topic).log(),
        new RecoveryReport(clock, System.err, Boolean.getBoolean(TERMINAL_PROPERTY)),
        new RecoveryThreads(
            topicConfigs.broker(image).get(LogKeys.NUM_RECOVERY_THREADS_PER_DATA_DIR)));
    if (logs.leastLoaded() == null) {
      throw new StorageException("no log directory can be used");
    }
    logs.setAsideStrays(managed -> isKnown(image, managed));
  }

  private static boolean isKnown(MetadataImage image, ManagedLog managed) {
    return managed.topicId().isZero()
        ? image.topic(managed.name().topic()) != null
        : image.partition(managed.topicId(), managed.name().partition()) != null;
  }

  private void run() throws StartException {
    step("leading the metadata", ready -> lead(ready));
    Identity identity = new Identity(directories.clusterId(), config.node().nodeId());
    BrokerHandlers handlers =
        new BrokerHandlers(
            config,
            identity,
            loops,
            metadata,
            controller,
            partitions,
            logs,
            moves,
            configs,
            groups,
            transactions,
            producerIds,
            sessions,
            quotas,
            Broker::newId);
    listeners.bind(network, handlers.broker(), handlers.controller());
    BrokerLifecycle life = new BrokerLifecycle(controller, registration());
    lifecycle = life;
    step("registering", life::register);
    step("registering the controller", introduction()::register);
    failures.onRegistered(life, logs.directories());
    step("serving", life::serve);
    assignments.start(controller, config.node().nodeId(), life.brokerEpoch());
    loops.background().execute(moves::resume);
    new LogDuties(loops.background(), partitions, logs, config.storage()).start();
    if (cleaner.get().enabled()) {
      compaction.start();
    }
    network.startAccepting();
    startHttp();
  }

  private void startHttp() {
    Endpoint endpoint = config.http();
    if (endpoint != null) {
      metrics.gauge(Metric.TOPICS, () -> metadata.image().topics().byId().size());
      metrics.gauge(Metric.PARTITIONS, () -> partitions.all().size());
      metrics.gauges(Metric.LOG_SIZE, this::logSizes);
      metrics.gauges(Metric.GROUPS, this::groupCounts);
      metrics.gauge(Metric.FETCH_SESSIONS, sessions::count);
      metrics.gauge(Metric.COMPACTIONS, compaction::runs);
      metrics.gauge(Metric.COMPACTION_READ, compaction::bytesRead);
      metrics.gauge(Metric.COMPACTION_WRITTEN, compaction::bytesWritten);
      http = HttpEndpoint.start(endpoint, metrics, () -> !failed);
    }
  }

  private Map<String, Long> groupCounts() {
    Map<String, Long> counts = new HashMap<>();
    groups.counts().forEach((type, count) -> counts.put(type.label(), count));
    return counts;
  }

  private Map<String, Long> logSizes() {
    Map<String, Long> sizes = new HashMap<>();
    for (Partition partition : partitions.all()) {
      sizes.merge(partition.id().topic(), partition.log().sizeInBytes(), Long::sum);
    }
    return sizes;
  }

  private void lead(Consumer<ErrorCode> ready) {
    controller.start(
        MetadataFormat.bootstrapRecords(disk, config.storage().metadataLogDir()),
        () -> ready.accept(ErrorCode.NONE),
        cause -> {
          onMetadataFailure(cause);
          ready.accept(ErrorCode.KAFKA_STORAGE_ERROR);
        });
  }

  private ControllerIntroduction introduction() {
    return new ControllerIntroduction(
        controller, config.node().nodeId(), newId(), listeners.registeredForControllers());
  }

  private BrokerRegistrationRequest registration() {
    return BrokerRegistrationRequest.builder()
        .brokerId(config.node().nodeId())
        .clusterId(directories.clusterId())
        .incarnationId(newId())
        .listeners(listeners.registered())
        .features(BrokerFeatures.registered())
        .rack(config.node().rack())
        .logDirs(
            logs.directories().stream()
                .filter(LogDirectory::isOnline)
                .map(LogDirectory::id)
                .toList())
        .build();
  }

  /** Waits for something that other threads do; only the thread that starts the broker waits. */
  private static void step(String what, Consumer<Consumer<ErrorCode>> action)
      throws StartException {
    CompletableFuture<ErrorCode> done = new CompletableFuture<>();
    action.accept(done::complete);
    try {
      ErrorCode error = done.get(STEP_SECONDS, TimeUnit.SECONDS);
      if (error != ErrorCode.NONE) {
        throw new StartException(what + " failed: " + error.message());
      }
    } catch (TimeoutException | ExecutionException e) {
      throw new StartException(what + " took more than " + STEP_SECONDS + " seconds");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException(what + " was interrupted");
    }
  }

  private NetworkConfig networkConfig() {
    var c = config.connections();
    return new NetworkConfig(
        c.maxRequestBytes(),
        c.maxIdleMs(),
        c.maxConnections(),
        c.maxConnectionsPerIp(),
        c.maxConnectionsPerIpOverrides(),
        c.maxInFlightBytes() < 0 ? DEFAULT_QUEUED_BYTES : c.maxInFlightBytes(),
        c.sendBufferBytes(),
        c.receiveBufferBytes(),
        c.acceptBacklog(),
        config.fetch().copyMaxBytes());
  }

  private static GroupConfig groupConfig(GroupCoordinatorConfig c) {
    GroupConfig.Classic classic = GroupConfig.Classic.DEFAULT;
    GroupConfig.Offsets offsets = GroupConfig.Offsets.DEFAULT;
    return new GroupConfig(
        new GroupConfig.Classic(
            c.minSessionTimeoutMs(),
            c.maxSessionTimeoutMs(),
            c.maxGroupSize(),
            c.initialRebalanceDelayMs(),
            classic.newMemberJoinTimeoutMs()),
        new GroupConfig.Consumer(
            c.consumerProtocol().sessionTimeoutMs(),
            c.consumerProtocol().heartbeatIntervalMs(),
            c.consumerProtocol().assignmentIntervalMs(),
            c.consumerProtocol().maxGroupSize(),
            MigrationPolicy.valueOf(
                c.consumerProtocol().migrationPolicy().toUpperCase(Locale.ROOT))),
        new GroupConfig.Offsets(
            c.offsetsTopic().partitions(),
            c.offsetsRetentionMs(),
            c.offsetsRetentionCheckIntervalMs(),
            c.offsetMetadataMaxBytes(),
            c.offsetsCommitTimeoutMs(),
            offsets.loadBufferBytes(),
            offsets.maxBatchBytes(),
            offsets.compression()));
  }

  /** Where the broker listens, by listener, with ports resolved. */
  public Map<String, InetSocketAddress> addresses() {
    return listeners.bound();
  }

  private void onDirectoryFailure(LogDirectory directory) {
    failures.onFailure(directory, logs.directories());
  }

  private void onCleanerSettings(CleanerConfig changed) {
    loops.cleaners().resize(Math.max(1, changed.threads()));
  }

  private void stopFailed() {
    failed = true;
    terminated.countDown();
  }

  private void onMetadataFailure(RuntimeException cause) {
    log.error("the metadata log failed, stopping", cause);
    stopFailed();
  }

  @Override
  public boolean awaitTermination() throws InterruptedException {
    terminated.await();
    return !failed;
  }

  /** Stops in the reverse order of the start: clients first, disks last. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (http != null) {
      http.close();
    }
    network.close();
    BrokerLifecycle life = lifecycle;
    long brokerEpoch = life == null ? BrokerLifecycle.NO_EPOCH : life.brokerEpoch();
    compaction.close();
    moves.close();
    loops.controller().execute(metadataLog::close);
    loops.close();
    logs.closeCleanly(brokerEpoch);
    directories.close();
    terminated.countDown();
  }
}
