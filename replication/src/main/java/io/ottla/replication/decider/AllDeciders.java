package io.ottla.replication.decider;

import io.ottla.replication.controller.ConfigValidator;
import io.ottla.replication.controller.ControllerSettings;
import io.ottla.replication.controller.Deciders;
import io.ottla.replication.quorum.QuorumStatus;
import io.ottla.wire.message.AllocateProducerIdsRequest;
import io.ottla.wire.message.AlterClientQuotasRequest;
import io.ottla.wire.message.AlterConfigsRequest;
import io.ottla.wire.message.AlterPartitionReassignmentsRequest;
import io.ottla.wire.message.AlterPartitionRequest;
import io.ottla.wire.message.AlterUserScramCredentialsRequest;
import io.ottla.wire.message.AssignReplicasToDirsRequest;
import io.ottla.wire.message.BrokerHeartbeatRequest;
import io.ottla.wire.message.BrokerRegistrationRequest;
import io.ottla.wire.message.ControllerRegistrationRequest;
import io.ottla.wire.message.CreatePartitionsRequest;
import io.ottla.wire.message.CreateTopicsRequest;
import io.ottla.wire.message.DeleteTopicsRequest;
import io.ottla.wire.message.DescribeQuorumRequest;
import io.ottla.wire.message.ElectLeadersRequest;
import io.ottla.wire.message.IncrementalAlterConfigsRequest;
import io.ottla.wire.message.ListPartitionReassignmentsRequest;
import io.ottla.wire.message.UnregisterBrokerRequest;
import io.ottla.wire.message.UpdateFeaturesRequest;
import java.util.function.Supplier;

/** Every command that the controller knows. */
public final class AllDeciders {
  private AllDeciders() {}

  /** The deciders with what they need besides the image. */
  public static Deciders create(
      ControllerSettings settings, ConfigValidator configs, Supplier<QuorumStatus> quorum) {
    return new Deciders()
        .with(CreateTopicsRequest.class, new CreateTopics(settings, configs))
        .with(DeleteTopicsRequest.class, new DeleteTopics(settings))
        .with(CreatePartitionsRequest.class, new CreatePartitions())
        .with(IncrementalAlterConfigsRequest.class, new IncrementalAlterConfigs(configs))
        .with(AlterConfigsRequest.class, new AlterConfigs(configs))
        .with(ElectLeadersRequest.class, new ElectLeaders())
        .with(AlterPartitionReassignmentsRequest.class, new AlterPartitionReassignments())
        .with(ListPartitionReassignmentsRequest.class, new ListPartitionReassignments())
        .with(UpdateFeaturesRequest.class, new UpdateFeatures(settings, quorum))
        .with(AllocateProducerIdsRequest.class, new AllocateProducerIds())
        .with(BrokerRegistrationRequest.class, new RegisterBroker(settings))
        .with(ControllerRegistrationRequest.class, new RegisterController())
        .with(BrokerHeartbeatRequest.class, new BrokerHeartbeat())
        .with(UnregisterBrokerRequest.class, new UnregisterBroker())
        .with(AssignReplicasToDirsRequest.class, new AssignReplicasToDirs())
        .with(AlterPartitionRequest.class, new AlterPartition())
        .with(AlterClientQuotasRequest.class, new AlterClientQuotas())
        .with(AlterUserScramCredentialsRequest.class, new AlterUserScramCredentials())
        .with(DescribeQuorumRequest.class, new DescribeQuorum(quorum));
  }
}
