package io.ottla.server;

import io.ottla.coordinator.group.GroupCoordinator;
import io.ottla.coordinator.group.model.GroupConfig;
import io.ottla.replication.controller.BrokerLifecycle;
import io.ottla.replication.controller.Controller;
import io.ottla.replication.controller.MetadataPublisher;
import io.ottla.replication.decider.AllDeciders;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.partition.PartitionApplier;
import io.ottla.replication.partition.PartitionRegistry;
import io.ottla.runtime.Clock;
import io.ottla.runtime.Pacing;
import io.ottla.runtime.RandomIds;
import io.ottla.runtime.Uninterrupted;
import io.ottla.server.config.BrokerConfig;
import io.ottla.server.config.CleanerConfig;
import io.ottla.server.config.ConnectionLimits;
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
import io.ottla.server.network.NetworkServer;
import io.ottla.server.quota.AddressQuotas;
import io.ottla.server.quota.ClientQuotas;
import io.ottla.server.quota.ConnectionQuotas;
import io.ottla.server.replica.BrokerLogs;
import io.ottla.server.replica.BrokerSettings;
import io.ottla.server.replica.CompactionDuty;
import io.ottla.server.replica.DirectoryAssignments;
import io.ottla.server.replica.LogDuties;
import io.ottla.server.replica.LogMoves;
import io.ottla.server.replica.TopicConfigs;
import io.ottla.server.start.DataDirectories;
import io.ottla.server.start.RunningBroker;
import io.ottla.server.start.StartException;
import io.ottla.storage.dir.LogManager;
import io.ottla.wire.message.BrokerRegistrationRequest;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One node, put together from its parts. Started and closed by whoever runs it. */
public final class Broker implements RunningBroker {
  private static final Logger log = LoggerFactory.getLogger(Broker.class);

  private final BrokerConfig config;
  private final Clock clock = Clock.system();
  private final DataDirectories directories;
  private final BrokerHealth health;
  private final BrokerLoops loops;
  private final DirectoryAssignments assignments;
  private final BrokerStorage storage;
  private final ControllerIntroduction introduction;
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
  private volatile boolean failed;
  private boolean closed;

  /**
   * Starts a broker and returns once it serves.
   *
   * @throws StartException when it cannot; nothing is left running then
   */
  public static Broker start(BrokerConfig config) throws StartException {
    DataDirectories directories = dataDirectories(config);
    BrokerHealth health = new BrokerHealth(config.http());
    BrokerLoops loops =
        BrokerLoops.start(
            config.connections().ioThreads(), config.storage().moverThreads(), Clock.system());
    Broker broker;
    try {
      broker = new Broker(config, directories, health, loops);
    } catch (RuntimeException e) {
      loops.close();
      health.close();
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

  private Broker(
      BrokerConfig config, DataDirectories directories, BrokerHealth health, BrokerLoops loops) {
    this.config = config;
    this.directories = directories;
    this.health = health;
    this.loops = loops;
    this.assignments = new DirectoryAssignments(loops.background());
    TopicConfigs topicConfigs = new TopicConfigs(DynamicConfig.of(config), config.node().nodeId());
    this.storage =
        BrokerStorage.open(
            config, directories, loops, clock, topicConfigs, partitions, this::stopFailed);
    LogManager logs = storage.logs();
    MetadataImage loaded = storage.metadataLog().loadedImage();
    this.cleaner =
        new BrokerSettings<>(topicConfigs, loaded, CleanerConfig::from, this::onCleanerSettings);
    resizeCleaners(cleaner.get());
    this.compaction =
        new CompactionDuty(
            loops.background(), loops.cleaners(), partitions, logs.placement(), cleaner);
    BrokerSettings<Long> moveRate =
        new BrokerSettings<>(
            topicConfigs,
            loaded,
            settings -> settings.get(ThrottleKeys.REPLICA_ALTER_LOG_DIRS_IO_MAX_BYTES_PER_SECOND),
            rate -> {});
    BrokerSettings<Integer> producerExpiration =
        new BrokerSettings<>(
            topicConfigs,
            loaded,
            settings -> settings.get(LogKeys.PRODUCER_ID_EXPIRATION_MS),
            storage::expireProducersAfter);
    storage.expireProducersAfter(producerExpiration.get());
    BrokerSettings<ConnectionLimits> connectionLimits =
        new BrokerSettings<>(
            topicConfigs, loaded, ConnectionLimits::from, limits -> onConnectionLimits());
    AddressQuotas addressQuotas = new AddressQuotas(loops.background()::execute);
    this.moves =
        new LogMoves(
            logs,
            partitions,
            assignments,
            loops.movers(),
            loops.background(),
            new Pacing(clock, () -> Math.max(1, moveRate.get())));
    ImageTopicCatalog topics = new ImageTopicCatalog(() -> metadataImage());
    GroupConfig groupConfig = PartSettings.groups(config.groups());
    this.groups =
        new GroupCoordinator(
            groupConfig,
            new ImageGroupSettings(() -> metadataImage(), topicConfigs, groupConfig.consumer()),
            topics,
            () -> RandomIds.next().toString());
    this.transactions =
        BrokerTransactions.create(
            config, () -> metadataImage(), topics, partitions, groups, this::nextProducerId, clock);
    this.introduction =
        new ControllerIntroduction(loops.controller(), config.node().nodeId(), newId());
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
                moveRate,
                producerExpiration,
                connectionLimits,
                addressQuotas,
                introduction));
    this.configs = new ClusterConfigs(topicConfigs, metadata);
    this.controller =
        new Controller(
            loops.controller(),
            storage.metadataLog(),
            AllDeciders.create(
                PartSettings.controller(config, directories.clusterId()),
                configs,
                storage.metadataLog()::status),
            metadata,
            Broker::newId);
    this.producerIds =
        new ProducerIds(loops.controller(), controller, metadata, config.node().nodeId());
    this.quotas =
        new ClientQuotas(
            () -> metadata.image().quotas(),
            clock,
            config.quotas().windows(),
            config.quotas().windowMs());
    this.sessions = new FetchSessions(config.fetch().sessionSlots(), clock);
    this.network =
        new NetworkServer(
            loops.io(),
            PartSettings.network(config),
            health.metrics(),
            clock,
            quotas,
            new ConnectionQuotas(connectionLimits, addressQuotas, clock, config.quotas()));
    this.listeners = new BrokerListeners(config.listeners());
  }

  private static Uuid newId() {
    return Uuid.of(RandomIds.next());
  }

  private MetadataImage metadataImage() {
    return metadata.image();
  }

  private void nextProducerId(io.ottla.coordinator.transaction.ProducerIds.Receiver receiver) {
    producerIds.next(answer -> receiver.accept(answer.error(), answer.producerId()));
  }

  private void run() throws StartException {
    StartStep.await("leading the metadata", lead());
    Identity identity = new Identity(directories.clusterId(), config.node().nodeId());
    BrokerHandlers handlers =
        new BrokerHandlers(
            config,
            identity,
            storage.metadataLog().kraftVersion(),
            loops,
            metadata,
            controller,
            partitions,
            storage.logs(),
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
    StartStep.await("registering", life::register);
    StartStep.await(
        "registering the controller",
        done -> introduction.register(controller, listeners.registeredForControllers(), done));
    storage.onRegistered(life);
    StartStep.await("serving", life::serve);
    assignments.start(controller, metadata, config.node().nodeId(), life.brokerEpoch());
    loops.background().execute(moves::resume);
    new LogDuties(
            loops.background(), partitions, storage.logs(), storage.reserve(), config.storage())
        .start();
    if (cleaner.get().enabled()) {
      compaction.start();
    }
    new BrokerGauges(metadata, partitions, groups, sessions, compaction).showIn(health.metrics());
    network.startAccepting();
    health.onServing();
  }

  private CompletableFuture<ErrorCode> lead() {
    CompletableFuture<ErrorCode> leading = new CompletableFuture<>();
    controller.start(
        storage.bootstrapRecords(),
        () -> leading.complete(ErrorCode.NONE),
        cause -> {
          onMetadataFailure(cause);
          leading.completeExceptionally(cause);
        });
    return leading;
  }

  private BrokerRegistrationRequest registration() {
    return BrokerRegistrationRequest.builder()
        .brokerId(config.node().nodeId())
        .clusterId(directories.clusterId())
        .incarnationId(newId())
        .listeners(listeners.registered())
        .features(BrokerFeatures.registered())
        .rack(config.node().rack())
        .logDirs(storage.onlineDirectoryIds())
        .build();
  }

  /** Where the broker listens, by listener, with ports resolved. */
  public Map<String, InetSocketAddress> addresses() {
    return listeners.bound();
  }

  private void onCleanerSettings(CleanerConfig changed) {
    resizeCleaners(changed);
    compaction.onSettingsChanged();
  }

  private void resizeCleaners(CleanerConfig settings) {
    loops.cleaners().resize(Math.max(1, settings.threads()));
  }

  private void onConnectionLimits() {
    network.onLimitsChanged();
  }

  private void stopFailed() {
    failed = true;
    health.onStopped();
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

  /**
   * Stops in the reverse order of the start: clients first, disks last. Whatever fails on the way,
   * no thread and no lock is left.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    health.onStopped();
    BrokerLifecycle life = lifecycle;
    long brokerEpoch = life == null ? BrokerLifecycle.NO_EPOCH : life.brokerEpoch();
    try (directories;
        health) {
      try (loops) {
        network.close();
        compaction.close();
        moves.close();
        loops.controller().execute(storage.metadataLog()::close);
      } finally {
        Uninterrupted.run(() -> storage.close(brokerEpoch));
      }
    } finally {
      terminated.countDown();
    }
  }
}
