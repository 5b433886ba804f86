package io.ottla.server;

import io.ottla.coordinator.group.GroupCoordinator;
import io.ottla.replication.controller.ControllerGateway;
import io.ottla.replication.controller.MetadataView;
import io.ottla.replication.partition.PartitionRegistry;
import io.ottla.server.config.BrokerConfig;
import io.ottla.server.config.GroupCoordinatorConfig;
import io.ottla.server.config.InternalTopicConfig;
import io.ottla.server.config.TransactionConfig;
import io.ottla.server.fetch.FetchService;
import io.ottla.server.fetch.FetchSessions;
import io.ottla.server.handler.AlterClientQuotasHandler;
import io.ottla.server.handler.AlterConfigsHandler;
import io.ottla.server.handler.AlterPartitionReassignmentsHandler;
import io.ottla.server.handler.AlterReplicaLogDirsHandler;
import io.ottla.server.handler.ApiVersionsHandler;
import io.ottla.server.handler.AutoTopics;
import io.ottla.server.handler.BrokerLoggers;
import io.ottla.server.handler.ClientEndpoints;
import io.ottla.server.handler.ClusterConfigs;
import io.ottla.server.handler.ConsumerGroupDescribeHandler;
import io.ottla.server.handler.ConsumerGroupHeartbeatHandler;
import io.ottla.server.handler.CreateAclsHandler;
import io.ottla.server.handler.CreatePartitionsHandler;
import io.ottla.server.handler.CreateTopicsHandler;
import io.ottla.server.handler.DeleteAclsHandler;
import io.ottla.server.handler.DeleteGroupsHandler;
import io.ottla.server.handler.DeleteRecordsHandler;
import io.ottla.server.handler.DeleteTopicsHandler;
import io.ottla.server.handler.DescribeAclsHandler;
import io.ottla.server.handler.DescribeClientQuotasHandler;
import io.ottla.server.handler.DescribeClusterHandler;
import io.ottla.server.handler.DescribeConfigsHandler;
import io.ottla.server.handler.DescribeGroupsHandler;
import io.ottla.server.handler.DescribeLogDirsHandler;
import io.ottla.server.handler.DescribeProducersHandler;
import io.ottla.server.handler.DescribeQuorumHandler;
import io.ottla.server.handler.DescribeTopicPartitionsHandler;
import io.ottla.server.handler.DescribeUserScramCredentialsHandler;
import io.ottla.server.handler.ElectLeadersHandler;
import io.ottla.server.handler.FetchHandler;
import io.ottla.server.handler.FindCoordinatorHandler;
import io.ottla.server.handler.Forwarder;
import io.ottla.server.handler.GetTelemetrySubscriptionsHandler;
import io.ottla.server.handler.HeartbeatHandler;
import io.ottla.server.handler.Identity;
import io.ottla.server.handler.IncrementalAlterConfigsHandler;
import io.ottla.server.handler.InitProducerIdHandler;
import io.ottla.server.handler.InternalTopics;
import io.ottla.server.handler.JoinGroupHandler;
import io.ottla.server.handler.LeaveGroupHandler;
import io.ottla.server.handler.ListConfigResourcesHandler;
import io.ottla.server.handler.ListGroupsHandler;
import io.ottla.server.handler.ListOffsetsHandler;
import io.ottla.server.handler.ListPartitionReassignmentsHandler;
import io.ottla.server.handler.LogDirView;
import io.ottla.server.handler.MetadataHandler;
import io.ottla.server.handler.OffsetCommitHandler;
import io.ottla.server.handler.OffsetDeleteHandler;
import io.ottla.server.handler.OffsetFetchHandler;
import io.ottla.server.handler.OffsetForLeaderEpochHandler;
import io.ottla.server.handler.ProduceHandler;
import io.ottla.server.handler.ProducerIds;
import io.ottla.server.handler.Replicas;
import io.ottla.server.handler.SyncGroupHandler;
import io.ottla.server.handler.UnregisterBrokerHandler;
import io.ottla.server.handler.UpdateFeaturesHandler;
import io.ottla.server.logging.LoggerTree;
import io.ottla.server.quota.ClientQuotas;
import io.ottla.server.replica.LogMoves;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.HandlerRegistry;
import io.ottla.server.request.RequestHandler;
import io.ottla.storage.dir.LogManager;
import io.ottla.wire.protocol.Uuid;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Makes every handler and hands it what it needs. */
final class BrokerHandlers {
  private static final Authorizer AUTHORIZER = Authorizer.ALLOW_ALL;

  private final BrokerConfig config;
  private final Identity identity;
  private final short kraftVersion;
  private final BrokerLoops loops;
  private final MetadataView metadata;
  private final ControllerGateway gateway;
  private final PartitionRegistry partitions;
  private final LogManager logs;
  private final LogMoves moves;
  private final ClusterConfigs configs;
  private final GroupCoordinator groups;
  private final BrokerTransactions transactions;
  private final ProducerIds producerIds;
  private final FetchSessions sessions;
  private final ClientQuotas quotas;
  private final Supplier<Uuid> newIds;
  private final ClientEndpoints endpoints;

  BrokerHandlers(
      BrokerConfig config,
      Identity identity,
      short kraftVersion,
      BrokerLoops loops,
      MetadataView metadata,
      ControllerGateway gateway,
      PartitionRegistry partitions,
      LogManager logs,
      LogMoves moves,
      ClusterConfigs configs,
      GroupCoordinator groups,
      BrokerTransactions transactions,
      ProducerIds producerIds,
      FetchSessions sessions,
      ClientQuotas quotas,
      Supplier<Uuid> newIds) {
    this.config = config;
    this.identity = identity;
    this.kraftVersion = kraftVersion;
    this.loops = loops;
    this.metadata = metadata;
    this.gateway = gateway;
    this.partitions = partitions;
    this.logs = logs;
    this.moves = moves;
    this.configs = configs;
    this.groups = groups;
    this.transactions = transactions;
    this.producerIds = producerIds;
    this.sessions = sessions;
    this.quotas = quotas;
    this.newIds = newIds;
    this.endpoints = new ClientEndpoints(identity.nodeId(), config.listeners().withHost());
  }

  /** What broker listeners serve. */
  HandlerRegistry broker() {
    AutoTopics autoTopics = new AutoTopics(gateway, internalTopics());
    List<RequestHandler<?>> own =
        List.of(
            new ProduceHandler(
                metadata, Replicas.Lookup.in(partitions), AUTHORIZER, transactions.gate()),
            new FetchHandler(
                new FetchService(
                    metadata,
                    partitions,
                    AUTHORIZER,
                    sessions,
                    quotas,
                    loops.readers(),
                    config.fetch().maxBytes())),
            new MetadataHandler(
                metadata,
                identity,
                endpoints,
                AUTHORIZER,
                autoTopics,
                () -> config.topicCreation().autoCreate()),
            new DescribeClusterHandler(metadata, identity, endpoints, AUTHORIZER, identity::nodeId),
            new DescribeTopicPartitionsHandler(
                metadata, endpoints, AUTHORIZER, config.fetch().describedPartitions()),
            new FindCoordinatorHandler(metadata, endpoints, AUTHORIZER, autoTopics),
            new GetTelemetrySubscriptionsHandler(newIds),
            new ListConfigResourcesHandler(metadata, AUTHORIZER),
            new DescribeClientQuotasHandler(metadata, AUTHORIZER));
    return registry(
        List.of(own, replicas(), groups(), transactions.handlers(AUTHORIZER), administration()));
  }

  private List<RequestHandler<?>> replicas() {
    Replicas replicas = new Replicas(metadata, Replicas.Lookup.in(partitions));
    return List.of(
        new ListOffsetsHandler(replicas, AUTHORIZER, loops.readers()),
        new DeleteRecordsHandler(replicas, AUTHORIZER),
        new OffsetForLeaderEpochHandler(replicas, AUTHORIZER),
        new DescribeProducersHandler(replicas, AUTHORIZER),
        new AlterReplicaLogDirsHandler(
            metadata, partitions, logs, moves, AUTHORIZER, loops.background()),
        new DescribeLogDirsHandler(() -> LogDirView.of(logs), AUTHORIZER, loops.background()),
        new InitProducerIdHandler(
            AUTHORIZER,
            producerIds,
            (context, request, responder) ->
                transactions
                    .coordinator()
                    .initProducerId(context.version(), request, responder::respond)));
  }

  private List<RequestHandler<?>> groups() {
    return List.of(
        new JoinGroupHandler(AUTHORIZER, groups::joinGroup),
        new SyncGroupHandler(AUTHORIZER, groups::syncGroup),
        new HeartbeatHandler(AUTHORIZER, groups::heartbeat),
        new LeaveGroupHandler(AUTHORIZER, groups::leaveGroup),
        new OffsetCommitHandler(metadata, AUTHORIZER, groups::commitOffsets),
        new OffsetFetchHandler(metadata, AUTHORIZER, groups::fetchOffsets),
        new OffsetDeleteHandler(metadata, AUTHORIZER, groups::deleteOffsets),
        new ListGroupsHandler(AUTHORIZER, groups::listGroups),
        new DescribeGroupsHandler(AUTHORIZER, groups::describeGroups),
        new DeleteGroupsHandler(AUTHORIZER, groups::deleteGroups),
        new ConsumerGroupHeartbeatHandler(metadata, AUTHORIZER, groups::consumerHeartbeat),
        new ConsumerGroupDescribeHandler(metadata, AUTHORIZER, groups::describeConsumerGroups));
  }

  /** What controller listeners serve. */
  HandlerRegistry controller() {
    List<RequestHandler<?>> own =
        List.of(
            new DescribeClusterHandler(
                metadata, identity, endpoints, AUTHORIZER, identity::nodeId));
    return registry(List.of(own, administration()));
  }

  /** What both kinds of listeners serve. */
  private List<RequestHandler<?>> administration() {
    Forwarder controller = new Forwarder(gateway, quotas::mutations);
    BrokerLoggers loggers = new BrokerLoggers(LoggerTree.ofProcess());
    return List.of(
        new CreateTopicsHandler(AUTHORIZER, controller),
        new DeleteTopicsHandler(metadata, AUTHORIZER, controller),
        new CreatePartitionsHandler(AUTHORIZER, controller),
        new DescribeConfigsHandler(metadata, identity, AUTHORIZER, configs, loggers),
        new AlterConfigsHandler(identity, AUTHORIZER, controller),
        new IncrementalAlterConfigsHandler(identity, AUTHORIZER, controller, loggers),
        new ElectLeadersHandler(AUTHORIZER, controller),
        new UpdateFeaturesHandler(AUTHORIZER, controller),
        new DescribeQuorumHandler(AUTHORIZER, controller),
        new AlterPartitionReassignmentsHandler(AUTHORIZER, controller),
        new ListPartitionReassignmentsHandler(AUTHORIZER, controller),
        new UnregisterBrokerHandler(AUTHORIZER, controller),
        new AlterClientQuotasHandler(AUTHORIZER, controller, loops.background()::execute),
        new DescribeUserScramCredentialsHandler(metadata, AUTHORIZER),
        new DescribeAclsHandler(AUTHORIZER),
        new CreateAclsHandler(AUTHORIZER),
        new DeleteAclsHandler(AUTHORIZER));
  }

  private HandlerRegistry registry(List<List<RequestHandler<?>>> parts) {
    RegistryOfItself holder = new RegistryOfItself();
    List<RequestHandler<?>> all = new ArrayList<>();
    parts.forEach(all::addAll);
    all.add(
        new ApiVersionsHandler(
            holder, metadata, identity, BrokerFeatures.supported(), kraftVersion));
    holder.registry = new HandlerRegistry(all);
    return holder.registry;
  }

  private InternalTopics internalTopics() {
    GroupCoordinatorConfig groups = config.groups();
    InternalTopicConfig offsets = groups.offsetsTopic();
    TransactionConfig transactions = config.transactions();
    InternalTopicConfig states = transactions.stateTopic();
    return new InternalTopics(
        List.of(
            InternalTopics.consumerOffsets(
                offsets.partitions(), offsets.replicationFactor(), offsets.segmentBytes()),
            InternalTopics.transactionState(
                states.partitions(),
                states.replicationFactor(),
                states.segmentBytes(),
                transactions.stateTopicMinIsr())));
  }

  /** ApiVersions tells of the registry that it is part of. */
  private static final class RegistryOfItself implements Supplier<HandlerRegistry> {
    private HandlerRegistry registry = new HandlerRegistry(List.of());

    @Override
    public HandlerRegistry get() {
      return registry;
    }
  }
}
