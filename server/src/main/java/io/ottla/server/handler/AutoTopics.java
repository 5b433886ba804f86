package io.ottla.server.handler;

import io.ottla.replication.controller.ControllerGateway;
import io.ottla.replication.controller.ControllerRequestContext;
import io.ottla.server.request.RequestContext;
import io.ottla.wire.message.CreateTopicsRequest;
import io.ottla.wire.message.CreateTopicsRequest.CreatableTopic;
import io.ottla.wire.message.CreateTopicsResponse;
import io.ottla.wire.protocol.ApiKey;
import io.ottla.wire.protocol.ErrorCode;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Creates topics because they were asked for: those of clients with the broker's defaults, the
 * broker's own with what they need.
 */
public final class AutoTopics {
  private static final int TIMEOUT_MS = 30_000;
  private static final short BROKER_DEFAULT = -1;

  private final ControllerGateway gateway;
  private final InternalTopics internal;

  public AutoTopics(ControllerGateway gateway, InternalTopics internal) {
    this.gateway = gateway;
    this.internal = internal;
  }

  /**
   * Creates topics and continues, on any thread, when they are there or have failed. Somebody else
   * creating one of them meanwhile is no failure.
   *
   * @param names valid ones, each once
   * @param then is given the topics that could not be created, with their errors
   */
  void create(
      RequestContext context, Collection<String> names, Consumer<Map<String, ErrorCode>> then) {
    List<CreatableTopic> topics = names.stream().map(this::topic).toList();
    gateway.submit(
        new ControllerRequestContext(
            ApiKey.CREATE_TOPICS.highestVersion(), context.principal().toString()),
        new CreateTopicsRequest(topics, TIMEOUT_MS, false),
        response -> then.accept(failures((CreateTopicsResponse) response)));
  }

  private CreatableTopic topic(String name) {
    CreatableTopic own = internal.find(name);
    return own != null
        ? own
        : new CreatableTopic(name, BROKER_DEFAULT, BROKER_DEFAULT, List.of(), List.of());
  }

  private static Map<String, ErrorCode> failures(CreateTopicsResponse response) {
    Map<String, ErrorCode> failures = new HashMap<>();
    response
        .topics()
        .forEach(
            topic -> {
              ErrorCode error = ErrorCode.of(topic.errorCode());
              if (error != ErrorCode.NONE && error != ErrorCode.TOPIC_ALREADY_EXISTS) {
                failures.put(topic.name(), error);
              }
            });
    return failures;
  }
}
