package io.ottla.server.handler;

import io.ottla.replication.image.BrokerRegistration;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.PartitionImage;
import io.ottla.server.request.RequestContext;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A partition as a client sees it.
 *
 * @param error {@code LEADER_NOT_AVAILABLE} without a leader, {@code LISTENER_NOT_FOUND} where the
 *     leader lacks the client's listener
 * @param leader −1 together with an error
 * @param offline the replicas that are on no living broker or on a failed directory
 */
record PartitionView(ErrorCode error, int leader, PartitionImage image, List<Integer> offline) {

  static PartitionView of(
      PartitionImage partition,
      MetadataImage image,
      RequestContext context,
      ClientEndpoints endpoints) {
    ErrorCode error = leaderError(partition.leader(), image, context, endpoints);
    List<Integer> offline =
        partition.replicas().stream()
            .filter(replica -> isOffline(image, replica, partition.directoryOf(replica)))
            .toList();
    int leader = error == ErrorCode.NONE ? partition.leader() : PartitionImage.NO_LEADER;
    return new PartitionView(error, leader, partition, offline);
  }

  private static ErrorCode leaderError(
      int leader, MetadataImage image, RequestContext context, ClientEndpoints endpoints) {
    BrokerRegistration broker = image.cluster().broker(leader);
    if (broker == null) {
      return ErrorCode.LEADER_NOT_AVAILABLE;
    }
    return endpoints.address(context, broker) == null
        ? ErrorCode.LISTENER_NOT_FOUND
        : ErrorCode.NONE;
  }

  private static boolean isOffline(MetadataImage image, int replica, @Nullable Uuid directory) {
    BrokerRegistration broker = image.cluster().broker(replica);
    return broker == null || broker.fenced() || (directory != null && !broker.isOnline(directory));
  }
}
