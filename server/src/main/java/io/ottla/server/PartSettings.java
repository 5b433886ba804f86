package io.ottla.server;

import io.ottla.coordinator.group.model.GroupConfig;
import io.ottla.coordinator.group.model.MigrationPolicy;
import io.ottla.replication.controller.ControllerSettings;
import io.ottla.server.config.BrokerConfig;
import io.ottla.server.config.ConnectionConfig;
import io.ottla.server.config.GroupCoordinatorConfig;
import io.ottla.server.network.NetworkConfig;
import java.util.Locale;

/** What the parts of a broker are told of its configuration. */
final class PartSettings {
  private static final long DEFAULT_QUEUED_BYTES = 256L << 20;

  private PartSettings() {}

  static NetworkConfig network(BrokerConfig config) {
    ConnectionConfig c = config.connections();
    return new NetworkConfig(
        c.maxRequestBytes(),
        c.maxIdleMs(),
        c.maxInFlightRequests(),
        c.maxInFlightBytes() < 0 ? DEFAULT_QUEUED_BYTES : c.maxInFlightBytes(),
        c.sendBufferBytes(),
        c.receiveBufferBytes(),
        c.acceptBacklog(),
        config.fetch().copyMaxBytes());
  }

  static GroupConfig groups(GroupCoordinatorConfig c) {
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

  static ControllerSettings controller(BrokerConfig config, String clusterId) {
    return new ControllerSettings(
        clusterId,
        config.node().nodeId(),
        config.topicCreation().partitions(),
        config.topicCreation().replicationFactor(),
        config.topicCreation().deleteEnabled(),
        BrokerFeatures.supported());
  }
}
