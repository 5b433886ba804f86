package io.ottla.server.handler;

import io.ottla.coordinator.shard.Gather;
import io.ottla.coordinator.topics.TopicPartition;
import io.ottla.coordinator.transaction.MarkerSender.Marker;
import io.ottla.server.coordinator.MarkerWriter;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.WriteTxnMarkersRequest;
import io.ottla.wire.message.WriteTxnMarkersRequest.WritableTxnMarker;
import io.ottla.wire.message.WriteTxnMarkersRequest.WritableTxnMarkerTopic;
import io.ottla.wire.message.WriteTxnMarkersResponse;
import io.ottla.wire.message.WriteTxnMarkersResponse.WritableTxnMarkerPartitionResult;
import io.ottla.wire.message.WriteTxnMarkersResponse.WritableTxnMarkerResult;
import io.ottla.wire.message.WriteTxnMarkersResponse.WritableTxnMarkerTopicResult;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * WriteTxnMarkers (27), v1–2. Ends transactions on partitions that this broker leads, for their
 * coordinator or for an administrator who ends one that hangs.
 *
 * <p>Checks, in order: ALTER or CLUSTER_ACTION on the cluster ({@code
 * CLUSTER_AUTHORIZATION_FAILED}); per partition: existence, leadership, epochs of producer and
 * coordinator. Answers once all markers are replicated.
 *
 * <p>v2 added the transaction version (KIP-890).
 */
public final class WriteTxnMarkersHandler implements RequestHandler<WriteTxnMarkersRequest> {
  private final Authorizer authorizer;
  private final MarkerWriter writer;

  public WriteTxnMarkersHandler(Authorizer authorizer, MarkerWriter writer) {
    this.authorizer = authorizer;
    this.writer = writer;
  }

  @Override
  public ApiKey api() {
    return ApiKey.WRITE_TXN_MARKERS;
  }

  @Override
  public void handle(RequestContext context, WriteTxnMarkersRequest request, Responder responder) {
    boolean allowed =
        authorizer.allowsOnCluster(context, Operation.ALTER)
            || authorizer.allowsOnCluster(context, Operation.CLUSTER_ACTION);
    List<WritableTxnMarker> markers = request.markers();
    Gather<WritableTxnMarkerResult> all =
        new Gather<>(
            markers.size(), results -> responder.respond(new WriteTxnMarkersResponse(results)));
    for (int i = 0; i < markers.size(); i++) {
      write(markers.get(i), allowed, all.place(i));
    }
  }

  private void write(
      WritableTxnMarker marker, boolean allowed, Consumer<WritableTxnMarkerResult> done) {
    List<WritableTxnMarkerTopic> topics = marker.topics();
    Gather<WritableTxnMarkerTopicResult> all =
        new Gather<>(
            topics.size(),
            results -> done.accept(new WritableTxnMarkerResult(marker.producerId(), results)));
    for (int i = 0; i < topics.size(); i++) {
      write(marker, topics.get(i), allowed, all.place(i));
    }
  }

  private void write(
      WritableTxnMarker marker,
      WritableTxnMarkerTopic topic,
      boolean allowed,
      Consumer<WritableTxnMarkerTopicResult> done) {
    List<Integer> partitions = topic.partitionIndexes();
    Gather<ErrorCode> all =
        new Gather<>(
            partitions.size(), errors -> done.accept(result(topic.name(), partitions, errors)));
    for (int i = 0; i < partitions.size(); i++) {
      if (allowed) {
        writer.write(
            marker(marker), new TopicPartition(topic.name(), partitions.get(i)), all.place(i));
      } else {
        all.place(i).accept(ErrorCode.CLUSTER_AUTHORIZATION_FAILED);
      }
    }
  }

  private static Marker marker(WritableTxnMarker marker) {
    return new Marker(
        marker.producerId(),
        marker.producerEpoch(),
        marker.transactionResult(),
        marker.coordinatorEpoch(),
        marker.transactionVersion());
  }

  private static WritableTxnMarkerTopicResult result(
      String topic, List<Integer> partitions, List<ErrorCode> errors) {
    List<WritableTxnMarkerPartitionResult> results = new ArrayList<>();
    for (int i = 0; i < partitions.size(); i++) {
      results.add(new WritableTxnMarkerPartitionResult(partitions.get(i), errors.get(i).code()));
    }
    return new WritableTxnMarkerTopicResult(topic, results);
  }
}
