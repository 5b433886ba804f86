package io.ottla.server.handler;

import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.ElectLeadersRequest;
import io.ottla.wire.message.ElectLeadersRequest.TopicPartitions;
import io.ottla.wire.message.ElectLeadersResponse;
import io.ottla.wire.message.ElectLeadersResponse.PartitionResult;
import io.ottla.wire.message.ElectLeadersResponse.ReplicaElectionResult;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/**
 * ElectLeaders (43), v0–2. Has the controller elect the preferred replicas as leaders, or from v1
 * any living replica of a partition that has none.
 *
 * <p>Checks, in order: ALTER on the cluster ({@code CLUSTER_AUTHORIZATION_FAILED}, from v1 for the
 * request, before that for each partition), then the controller's: type of election, topic and
 * partition, need, candidate.
 */
public final class ElectLeadersHandler implements RequestHandler<ElectLeadersRequest> {
  private final Authorizer authorizer;
  private final Forwarder controller;

  public ElectLeadersHandler(Authorizer authorizer, Forwarder controller) {
    this.authorizer = authorizer;
    this.controller = controller;
  }

  @Override
  public ApiKey api() {
    return ApiKey.ELECT_LEADERS;
  }

  @Override
  public void handle(RequestContext context, ElectLeadersRequest request, Responder responder) {
    if (authorizer.allowsOnCluster(context, Operation.ALTER)) {
      controller.forward(context, request, responder);
    } else {
      responder.respond(refused(request));
    }
  }

  private static ElectLeadersResponse refused(ElectLeadersRequest request) {
    ErrorCode error = ErrorCode.CLUSTER_AUTHORIZATION_FAILED;
    List<ReplicaElectionResult> topics = new ArrayList<>();
    if (request.topicPartitions() != null) {
      for (TopicPartitions topic : request.topicPartitions()) {
        topics.add(
            new ReplicaElectionResult(
                topic.topic(),
                topic.partitions().stream()
                    .map(id -> new PartitionResult(id, error.code(), error.message()))
                    .toList()));
      }
    }
    return new ElectLeadersResponse(0, error.code(), topics);
  }
}
