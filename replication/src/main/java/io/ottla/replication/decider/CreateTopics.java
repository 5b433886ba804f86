package io.ottla.replication.decider;

import io.ottla.replication.controller.ApiError;
import io.ottla.replication.controller.ConfigValidator;
import io.ottla.replication.controller.ControllerSettings;
import io.ottla.replication.controller.Decider;
import io.ottla.replication.controller.Decision;
import io.ottla.replication.controller.Scene;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.wire.message.CreateTopicsRequest;
import io.ottla.wire.message.CreateTopicsRequest.CreatableTopic;
import io.ottla.wire.message.CreateTopicsResponse;
import io.ottla.wire.message.CreateTopicsResponse.CreatableTopicResult;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * CreateTopics (19), v2–7. Each topic is created or refused by itself.
 *
 * <p>Checks, in order: the name is asked for once, is not the metadata log's, valid, free, and does
 * not collide in '.' and '_' with one that exists (two of one request may, as with Kafka); the
 * configuration; then the plan of its partitions (see {@link TopicPlan}).
 *
 * <p>v5 answers partition count, replication factor and configuration; v7 the topic id.
 */
final class CreateTopics implements Decider<CreateTopicsRequest, CreateTopicsResponse> {
  private static final int FIRST_VERSION_WITH_CONFIGS = 5;

  private final ControllerSettings settings;
  private final ConfigValidator configs;

  CreateTopics(ControllerSettings settings, ConfigValidator configs) {
    this.settings = settings;
    this.configs = configs;
  }

  @Override
  public Decision<CreateTopicsResponse> decide(Scene scene, CreateTopicsRequest request) {
    Map<String, Integer> asked = new HashMap<>();
    request.topics().forEach(t -> asked.merge(t.name(), 1, Integer::sum));
    List<MetadataRecord> records = new ArrayList<>();
    List<CreatableTopicResult> results = new ArrayList<>();
    int budget = TopicPlan.MAX_PARTITIONS_PER_REQUEST;
    for (CreatableTopic topic : request.topics()) {
      if (asked.getOrDefault(topic.name(), 0) > 1) {
        asked.put(topic.name(), 0);
        results.add(
            refused(topic, ApiError.of(ErrorCode.INVALID_REQUEST, "Duplicate topic name.")));
      }
      if (asked.getOrDefault(topic.name(), 0) != 1) {
        continue;
      }
      TopicPlan plan = plan(scene, topic, budget);
      results.add(
          plan.error().isNone() ? created(scene, topic, plan) : refused(topic, plan.error()));
      records.addAll(plan.records());
      budget -= plan.partitionCount();
    }
    CreateTopicsResponse response =
        CreateTopicsResponse.builder()
            .throttleTimeMs(scene.context().quota().throttleMs())
            .topics(results)
            .build();
    return request.validateOnly() ? Decision.readOnly(response) : new Decision<>(records, response);
  }

  @Override
  public CreateTopicsResponse refuse(CreateTopicsRequest request, ErrorCode error) {
    ApiError reason = ApiError.of(error);
    return CreateTopicsResponse.builder()
        .topics(request.topics().stream().map(t -> refused(t, reason)).toList())
        .build();
  }

  private TopicPlan plan(Scene scene, CreatableTopic topic, int budget) {
    ApiError error = checkName(topic.name(), scene.image());
    if (error.isNone()) {
      error = TopicConfigs.check(topic, configs);
    }
    if (!error.isNone()) {
      return TopicPlan.refused(error);
    }
    TopicPlan plan = TopicPlan.of(scene, settings, topic, budget);
    return plan.error().isNone() && !scene.context().quota().admits(plan.partitionCount())
        ? TopicPlan.refused(ApiError.of(ErrorCode.THROTTLING_QUOTA_EXCEEDED))
        : plan;
  }

  private static ApiError checkName(String name, MetadataImage image) {
    if (name.equals(TopicNames.CLUSTER_METADATA)) {
      return ApiError.of(
          ErrorCode.INVALID_REQUEST, "Creation of internal topic " + name + " is prohibited.");
    }
    String fault = TopicNames.fault(name);
    if (fault != null) {
      return ApiError.of(ErrorCode.INVALID_TOPIC_EXCEPTION, fault);
    }
    if (image.topic(name) != null) {
      return ApiError.of(ErrorCode.TOPIC_ALREADY_EXISTS, "Topic '" + name + "' already exists.");
    }
    String other = TopicNames.collision(name, image.topics());
    return other == null
        ? ApiError.NONE
        : ApiError.of(
            ErrorCode.INVALID_TOPIC_EXCEPTION,
            "Topic '" + name + "' collides with existing topic: " + other);
  }

  private CreatableTopicResult created(Scene scene, CreatableTopic topic, TopicPlan plan) {
    CreatableTopicResult.Builder result =
        CreatableTopicResult.builder()
            .name(topic.name())
            .topicId(plan.topicId())
            .errorMessage(null)
            .numPartitions(plan.partitionCount())
            .replicationFactor((short) plan.replicationFactor())
            .configs(null);
    if (scene.version() >= FIRST_VERSION_WITH_CONFIGS) {
      result.configs(configs.describeTopic(TopicConfigs.values(topic), scene.image()));
    }
    return result.build();
  }

  private static CreatableTopicResult refused(CreatableTopic topic, ApiError error) {
    return CreatableTopicResult.builder()
        .name(topic.name())
        .errorCode(error.code())
        .errorMessage(error.message())
        .configs(List.of())
        .build();
  }
}
