package io.ottla.replication.decider;

import io.ottla.replication.controller.Decider;
import io.ottla.replication.controller.Decision;
import io.ottla.replication.controller.Scene;
import io.ottla.replication.image.ClusterImage;
import io.ottla.replication.quorum.QuorumStatus;
import io.ottla.wire.message.DescribeQuorumRequest;
import io.ottla.wire.message.DescribeQuorumResponse;
import io.ottla.wire.message.DescribeQuorumResponse.Listener;
import io.ottla.wire.message.DescribeQuorumResponse.Node;
import io.ottla.wire.message.DescribeQuorumResponse.PartitionData;
import io.ottla.wire.message.DescribeQuorumResponse.ReplicaState;
import io.ottla.wire.message.DescribeQuorumResponse.TopicData;
import io.ottla.wire.message.RegisterControllerRecord;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * DescribeQuorum (55), v0–2: who leads the metadata log and how far everyone is. Answered for
 * {@code __cluster_metadata-0} only; anything else is UNKNOWN_TOPIC_OR_PARTITION.
 *
 * <p>v1 adds when replicas fetched, v2 their directories and the controllers' listeners.
 */
final class DescribeQuorum implements Decider<DescribeQuorumRequest, DescribeQuorumResponse> {
  private static final int FIRST_VERSION_WITH_NODES = 2;

  private final Supplier<QuorumStatus> quorum;

  DescribeQuorum(Supplier<QuorumStatus> quorum) {
    this.quorum = quorum;
  }

  @Override
  public Decision<DescribeQuorumResponse> decide(Scene scene, DescribeQuorumRequest request) {
    QuorumStatus status = quorum.get();
    boolean withNodes = scene.version() >= FIRST_VERSION_WITH_NODES;
    List<TopicData> topics = new ArrayList<>();
    for (DescribeQuorumRequest.TopicData topic : request.topics()) {
      List<PartitionData> partitions = new ArrayList<>();
      for (DescribeQuorumRequest.PartitionData partition : topic.partitions()) {
        boolean isMetadata =
            topic.topicName().equals(TopicNames.CLUSTER_METADATA)
                && partition.partitionIndex() == 0;
        partitions.add(isMetadata ? describe(status, withNodes) : unknown(partition));
      }
      topics.add(new TopicData(topic.topicName(), partitions));
    }
    DescribeQuorumResponse.Builder response =
        DescribeQuorumResponse.builder().errorMessage(null).topics(topics);
    if (withNodes) {
      response.nodes(nodes(scene.image().cluster(), status));
    }
    return Decision.readOnly(response.build());
  }

  @Override
  public DescribeQuorumResponse refuse(DescribeQuorumRequest request, ErrorCode error) {
    return DescribeQuorumResponse.builder()
        .errorCode(error.code())
        .errorMessage(error.message())
        .build();
  }

  private static PartitionData describe(QuorumStatus status, boolean withDirectories) {
    return PartitionData.builder()
        .partitionIndex(0)
        .errorMessage(null)
        .leaderId(status.leaderId())
        .leaderEpoch(status.leaderEpoch())
        .highWatermark(status.highWatermark())
        .currentVoters(replicas(status.voters(), withDirectories))
        .observers(replicas(status.observers(), withDirectories))
        .build();
  }

  private static List<ReplicaState> replicas(
      List<QuorumStatus.Replica> replicas, boolean withDirectories) {
    return replicas.stream()
        .map(
            r ->
                new ReplicaState(
                    r.id(),
                    withDirectories ? r.directoryId() : Uuid.ZERO,
                    r.logEndOffset(),
                    r.lastFetchMs(),
                    r.lastCaughtUpMs()))
        .toList();
  }

  private static PartitionData unknown(DescribeQuorumRequest.PartitionData partition) {
    ErrorCode error = ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
    return PartitionData.builder()
        .partitionIndex(partition.partitionIndex())
        .errorCode(error.code())
        .errorMessage(error.message())
        .build();
  }

  private static List<Node> nodes(ClusterImage cluster, QuorumStatus status) {
    return status.voters().stream().map(v -> new Node(v.id(), listeners(cluster, v))).toList();
  }

  /** As the log of the quorum names them, else as the controller has registered. */
  private static List<Listener> listeners(ClusterImage cluster, QuorumStatus.Replica voter) {
    if (!voter.endpoints().isEmpty()) {
      return voter.endpoints().stream()
          .map(e -> new Listener(e.name(), e.host(), e.port()))
          .toList();
    }
    RegisterControllerRecord controller = cluster.controllers().get(voter.id());
    return controller == null
        ? List.of()
        : controller.endPoints().stream()
            .map(e -> new Listener(e.name(), e.host(), e.port()))
            .toList();
  }
}
