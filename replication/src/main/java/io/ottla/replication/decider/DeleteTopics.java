package io.ottla.replication.decider;

import io.ottla.replication.controller.ApiError;
import io.ottla.replication.controller.ControllerSettings;
import io.ottla.replication.controller.Decider;
import io.ottla.replication.controller.Decision;
import io.ottla.replication.controller.Scene;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.replication.image.TopicImage;
import io.ottla.wire.message.DeleteTopicsRequest;
import io.ottla.wire.message.DeleteTopicsRequest.DeleteTopicState;
import io.ottla.wire.message.DeleteTopicsResponse;
import io.ottla.wire.message.DeleteTopicsResponse.DeletableTopicResult;
import io.ottla.wire.message.RemoveTopicRecord;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * DeleteTopics (20), v1–6. Each topic is deleted or refused by itself.
 *
 * <p>Checks, in order: deletion is enabled; a name or an id is given, not both; the topic exists;
 * it is named once, be it by name or by id, else it stays.
 *
 * <p>v6 takes ids beside names. Disabled deletion is INVALID_REQUEST before v3.
 */
final class DeleteTopics implements Decider<DeleteTopicsRequest, DeleteTopicsResponse> {
  private static final int FIRST_VERSION_WITH_DISABLED_ERROR = 3;

  private final ControllerSettings settings;

  DeleteTopics(ControllerSettings settings) {
    this.settings = settings;
  }

  @Override
  public Decision<DeleteTopicsResponse> decide(Scene scene, DeleteTopicsRequest request) {
    if (!settings.topicDeletionEnabled()) {
      boolean old = scene.version() < FIRST_VERSION_WITH_DISABLED_ERROR;
      return Decision.readOnly(
          refuse(request, old ? ErrorCode.INVALID_REQUEST : ErrorCode.TOPIC_DELETION_DISABLED));
    }
    Map<Uuid, Integer> asked = asked(scene.image(), request);
    List<MetadataRecord> records = new ArrayList<>();
    List<DeletableTopicResult> results = new ArrayList<>();
    for (DeleteTopicState wanted : wanted(request)) {
      TopicImage topic = find(scene.image(), wanted);
      ApiError error = check(wanted, topic);
      if (error.isNone() && topic != null) {
        if (asked.getOrDefault(topic.id(), 0) > 1) {
          error = ApiError.of(ErrorCode.INVALID_REQUEST, "Duplicate topic name or id.");
        } else if (!scene.context().quota().admits(topic.partitionCount())) {
          error = ApiError.of(ErrorCode.THROTTLING_QUOTA_EXCEEDED);
        } else {
          records.add(MetadataRecord.of(new RemoveTopicRecord(topic.id())));
        }
      }
      results.add(result(wanted, topic, error));
    }
    return new Decision<>(
        records,
        DeleteTopicsResponse.builder()
            .throttleTimeMs(scene.context().quota().throttleMs())
            .responses(results)
            .build());
  }

  @Override
  public DeleteTopicsResponse refuse(DeleteTopicsRequest request, ErrorCode error) {
    ApiError reason = ApiError.of(error);
    return DeleteTopicsResponse.builder()
        .responses(wanted(request).stream().map(w -> result(w, null, reason)).toList())
        .build();
  }

  /** How often each topic is named, by its name or its id. */
  private static Map<Uuid, Integer> asked(MetadataImage image, DeleteTopicsRequest request) {
    Map<Uuid, Integer> asked = new HashMap<>();
    for (DeleteTopicState wanted : wanted(request)) {
      TopicImage topic = find(image, wanted);
      if (topic != null && check(wanted, topic).isNone()) {
        asked.merge(topic.id(), 1, Integer::sum);
      }
    }
    return asked;
  }

  private static List<DeleteTopicState> wanted(DeleteTopicsRequest request) {
    if (request.topicNames().isEmpty()) {
      return request.topics();
    }
    return request.topicNames().stream().map(n -> new DeleteTopicState(n, Uuid.ZERO)).toList();
  }

  private static @Nullable TopicImage find(MetadataImage image, DeleteTopicState wanted) {
    String name = wanted.name();
    return name == null ? image.topic(wanted.topicId()) : image.topic(name);
  }

  private static ApiError check(DeleteTopicState wanted, @Nullable TopicImage topic) {
    boolean byName = wanted.name() != null;
    boolean byId = !wanted.topicId().isZero();
    if (byName && byId) {
      return ApiError.of(
          ErrorCode.INVALID_REQUEST, "You may not specify both topic name and topic id.");
    }
    if (!byName && !byId) {
      return ApiError.of(ErrorCode.INVALID_REQUEST, "Neither topic name nor id were specified.");
    }
    if (topic == null) {
      return byName
          ? ApiError.of(
              ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
              "This server does not host this topic-partition.")
          : ApiError.of(ErrorCode.UNKNOWN_TOPIC_ID, "This server does not host this topic ID.");
    }
    return ApiError.NONE;
  }

  private static DeletableTopicResult result(
      DeleteTopicState wanted, @Nullable TopicImage topic, ApiError error) {
    return DeletableTopicResult.builder()
        .name(topic == null ? wanted.name() : topic.name())
        .topicId(topic == null ? wanted.topicId() : topic.id())
        .errorCode(error.code())
        .errorMessage(error.message())
        .build();
  }
}
