package io.ottla.server.handler;

import io.ottla.replication.controller.MetadataView;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.TopicImage;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.message.MetadataRequest;
import io.ottla.wire.message.MetadataRequest.MetadataRequestTopic;
import io.ottla.wire.message.MetadataResponse;
import io.ottla.wire.message.MetadataResponse.MetadataResponseTopic;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Metadata (3), v0–13. Tells the brokers, as this client reaches them, and the topics asked for
 * with their leaders.
 *
 * <p>Checks, in order: names and ids fit the version (else {@code INVALID_REQUEST} for every
 * topic), the topic id is known ({@code UNKNOWN_TOPIC_ID}), DESCRIBE on the topic ({@code
 * TOPIC_AUTHORIZATION_FAILED}; left out when all topics are asked for), CREATE on the cluster or
 * the topic where it would be created, the name ({@code INVALID_TOPIC_EXCEPTION}, creates nothing),
 * existence ({@code UNKNOWN_TOPIC_OR_PARTITION}). A partition carries {@code LEADER_NOT_AVAILABLE}
 * or, from v6, {@code LISTENER_NOT_FOUND}.
 *
 * <p>A missing topic is created if {@code auto.create.topics.enable} says so and the client agrees;
 * the answer waits for it, so that the client need not ask again.
 *
 * <p>v0 takes no topics for all, v1 null for all and none for none. v4 added the client's consent,
 * v8 authorised operations (those of the cluster until v10), v12 questions by topic id.
 */
public final class MetadataHandler implements RequestHandler<MetadataRequest> {
  private final MetadataView metadata;
  private final Identity identity;
  private final ClientEndpoints endpoints;
  private final Authorizer authorizer;
  private final AutoTopics autoTopics;
  private final BooleanSupplier autoCreate;

  public MetadataHandler(
      MetadataView metadata,
      Identity identity,
      ClientEndpoints endpoints,
      Authorizer authorizer,
      AutoTopics autoTopics,
      BooleanSupplier autoCreate) {
    this.metadata = metadata;
    this.identity = identity;
    this.endpoints = endpoints;
    this.authorizer = authorizer;
    this.autoTopics = autoTopics;
    this.autoCreate = autoCreate;
  }

  @Override
  public ApiKey api() {
    return ApiKey.METADATA;
  }

  @Override
  public void handle(RequestContext context, MetadataRequest request, Responder responder) {
    if (!MetadataSelection.fits(request, context.version())) {
      responder.respond(misfit(request));
      return;
    }
    MetadataSelection selection =
        MetadataSelection.of(
            context, request, metadata.image(), authorizer, autoCreate.getAsBoolean());
    if (selection.toCreate().isEmpty()) {
      responder.respond(answer(context, request, selection, Map.of()));
    } else {
      autoTopics.create(
          context,
          selection.toCreate(),
          failures -> responder.respond(answer(context, request, selection, failures)));
    }
  }

  private MetadataResponse answer(
      RequestContext context,
      MetadataRequest request,
      MetadataSelection selection,
      Map<String, ErrorCode> failures) {
    MetadataRows rows = new MetadataRows(context, metadata.image(), endpoints);
    List<MetadataResponseTopic> topics = new ArrayList<>(selection.unknown());
    for (String name : selection.names()) {
      MetadataResponseTopic topic = topic(name, rows, failures);
      topics.add(
          request.includeTopicAuthorizedOperations()
              ? withOperations(topic, name, context)
              : topic);
    }
    topics.addAll(selection.refused());
    return MetadataResponse.builder()
        .brokers(rows.brokers())
        .clusterId(identity.clusterId())
        .controllerId(controllerId(rows.image()))
        .topics(topics)
        .clusterAuthorizedOperations(
            request.includeClusterAuthorizedOperations()
                ? AuthorizedOperations.onCluster(authorizer, context)
                : AuthorizedOperations.NOT_ASKED)
        .build();
  }

  private static MetadataResponseTopic topic(
      String name, MetadataRows rows, Map<String, ErrorCode> failures) {
    TopicImage topic = rows.image().topic(name);
    if (topic != null) {
      return rows.topic(topic);
    }
    ErrorCode error =
        TopicNames.isValid(name)
            ? failures.getOrDefault(name, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION)
            : ErrorCode.INVALID_TOPIC_EXCEPTION;
    return MetadataRows.failed(error, name, Uuid.ZERO);
  }

  private MetadataResponseTopic withOperations(
      MetadataResponseTopic topic, String name, RequestContext context) {
    return topic.toBuilder()
        .topicAuthorizedOperations(AuthorizedOperations.onTopic(authorizer, context, name))
        .build();
  }

  /** Every broker takes what is meant for the controller and passes it on. */
  private int controllerId(MetadataImage image) {
    return image.cluster().isAlive(identity.nodeId()) ? identity.nodeId() : -1;
  }

  private static MetadataResponse misfit(MetadataRequest request) {
    List<MetadataResponseTopic> topics = new ArrayList<>();
    if (request.topics() != null) {
      for (MetadataRequestTopic topic : request.topics()) {
        String name = topic.name() == null ? "" : topic.name();
        topics.add(MetadataRows.failed(ErrorCode.INVALID_REQUEST, name, topic.topicId()));
      }
    }
    return MetadataResponse.builder().topics(topics).build();
  }
}
