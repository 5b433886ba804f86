package io.ottla.server.handler;

import io.ottla.replication.image.BrokerRegistration;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.PartitionImage;
import io.ottla.replication.image.TopicImage;
import io.ottla.server.handler.ClientEndpoints.Address;
import io.ottla.server.request.RequestContext;
import io.ottla.wire.message.MetadataResponse.MetadataResponseBroker;
import io.ottla.wire.message.MetadataResponse.MetadataResponsePartition;
import io.ottla.wire.message.MetadataResponse.MetadataResponseTopic;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a Metadata response, as one client sees one image. */
record MetadataRows(RequestContext context, MetadataImage image, ClientEndpoints endpoints) {
  private static final short REPLICA_ERRORS_UNTIL = 0;
  private static final short LISTENER_ERROR_SINCE = 6;

  /** A topic about which nothing but an error is told. */
  static MetadataResponseTopic failed(ErrorCode error, @Nullable String name, Uuid id) {
    return MetadataResponseTopic.builder()
        .errorCode(error.code())
        .name(name)
        .topicId(id)
        .isInternal(name != null && TopicNames.isInternal(name))
        .build();
  }

  /** The brokers that serve and that the client can reach. */
  List<MetadataResponseBroker> brokers() {
    List<MetadataResponseBroker> rows = new ArrayList<>();
    for (BrokerRegistration broker : image.cluster().brokers().values()) {
      Address address = broker.fenced() ? null : endpoints.address(context, broker);
      if (address != null) {
        rows.add(
            new MetadataResponseBroker(broker.id(), address.host(), address.port(), broker.rack()));
      }
    }
    return rows;
  }

  /** A topic that exists. */
  MetadataResponseTopic topic(TopicImage topic) {
    return MetadataResponseTopic.builder()
        .name(topic.name())
        .topicId(topic.id())
        .isInternal(TopicNames.isInternal(topic.name()))
        .partitions(
            topic.partitions().entrySet().stream()
                .map(entry -> partition(entry.getKey(), entry.getValue()))
                .toList())
        .build();
  }

  private MetadataResponsePartition partition(int index, PartitionImage partition) {
    PartitionView view = PartitionView.of(partition, image, context, endpoints);
    return new MetadataResponsePartition(
        error(view).code(),
        index,
        view.leader(),
        partition.leaderEpoch(),
        visible(partition.replicas()),
        visible(partition.isr()),
        view.offline());
  }

  /** v0 shows living replicas only and calls their loss an error; LISTENER_NOT_FOUND came late. */
  private ErrorCode error(PartitionView view) {
    if (view.error() == ErrorCode.LISTENER_NOT_FOUND && context.version() < LISTENER_ERROR_SINCE) {
      return ErrorCode.LEADER_NOT_AVAILABLE;
    }
    PartitionImage partition = view.image();
    boolean incomplete =
        visible(partition.replicas()).size() < partition.replicas().size()
            || visible(partition.isr()).size() < partition.isr().size();
    return view.error() == ErrorCode.NONE && incomplete
        ? ErrorCode.REPLICA_NOT_AVAILABLE
        : view.error();
  }

  private List<Integer> visible(List<Integer> replicas) {
    return context.version() > REPLICA_ERRORS_UNTIL
        ? replicas
        : replicas.stream()
            .filter(replica -> endpoints.address(context, image, replica) != null)
            .toList();
  }
}
