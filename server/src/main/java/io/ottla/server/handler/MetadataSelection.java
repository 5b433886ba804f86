package io.ottla.server.handler;

import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.TopicImage;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.server.request.RequestContext;
import io.ottla.wire.message.MetadataRequest;
import io.ottla.wire.message.MetadataRequest.MetadataRequestTopic;
import io.ottla.wire.message.MetadataResponse.MetadataResponseTopic;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which topics a Metadata request is about, and which of them the client gets to see.
 *
 * @param unknown rows for ids that no topic has
 * @param names what is answered for, whether it exists or not, each once
 * @param toCreate those of the names that do not exist and shall be created
 * @param refused rows for what the client may not describe or create
 */
record MetadataSelection(
    List<MetadataResponseTopic> unknown,
    Set<String> names,
    Set<String> toCreate,
    List<MetadataResponseTopic> refused) {
  private static final short IDS_SINCE = 12;

  /** Whether the topics are given as the version allows. */
  static boolean fits(MetadataRequest request, short version) {
    List<MetadataRequestTopic> topics = request.topics();
    return version >= IDS_SINCE
        || topics == null
        || topics.stream().allMatch(topic -> topic.name() != null && topic.topicId().isZero());
  }

  static MetadataSelection of(
      RequestContext context,
      MetadataRequest request,
      MetadataImage image,
      Authorizer authorizer,
      boolean autoCreate) {
    Builder selection = new Builder(context, authorizer);
    List<MetadataRequestTopic> asked = request.topics();
    if (asked == null || (context.version() == 0 && asked.isEmpty())) {
      image.topics().topics().forEach(topic -> selection.offer(topic.name()));
    } else if (asked.stream().anyMatch(topic -> !topic.topicId().isZero())) {
      asked.forEach(topic -> selection.askById(topic.topicId(), image));
    } else {
      boolean create = autoCreate && request.allowAutoTopicCreation();
      asked.forEach(topic -> selection.askByName(topic.name(), image, create));
    }
    return new MetadataSelection(
        selection.unknown, selection.names, selection.toCreate, selection.refused);
  }

  private static final class Builder {
    private final RequestContext context;
    private final Authorizer authorizer;
    private final List<MetadataResponseTopic> unknown = new ArrayList<>();
    private final Set<String> names = new LinkedHashSet<>();
    private final Set<String> toCreate = new LinkedHashSet<>();
    private final List<MetadataResponseTopic> refused = new ArrayList<>();

    private Builder(RequestContext context, Authorizer authorizer) {
      this.context = context;
      this.authorizer = authorizer;
    }

    /** When all are asked for, what may not be seen is not mentioned. */
    private void offer(String name) {
      if (mayDescribe(name)) {
        names.add(name);
      }
    }

    private void askById(Uuid id, MetadataImage image) {
      TopicImage topic = image.topic(id);
      if (topic == null) {
        unknown.add(MetadataRows.failed(ErrorCode.UNKNOWN_TOPIC_ID, null, id));
      } else if (mayDescribe(topic.name())) {
        names.add(topic.name());
      } else {
        // ids are no secret, names are
        refused.add(MetadataRows.failed(ErrorCode.TOPIC_AUTHORIZATION_FAILED, null, id));
      }
    }

    private void askByName(@Nullable String asked, MetadataImage image, boolean create) {
      String name = asked == null ? "" : asked;
      boolean missing = image.topic(name) == null;
      if (!mayDescribe(name) || (missing && create && !mayCreate(name))) {
        refused.add(MetadataRows.failed(ErrorCode.TOPIC_AUTHORIZATION_FAILED, name, Uuid.ZERO));
        return;
      }
      names.add(name);
      if (missing
          && create
          && TopicNames.isValid(name)
          && !name.equals(TopicNames.CLUSTER_METADATA)) {
        toCreate.add(name);
      }
    }

    private boolean mayDescribe(String topic) {
      return authorizer.allows(context, Operation.DESCRIBE, ResourceType.TOPIC, topic);
    }

    private boolean mayCreate(String topic) {
      return authorizer.allowsOnCluster(context, Operation.CREATE)
          || authorizer.allows(context, Operation.CREATE, ResourceType.TOPIC, topic);
    }
  }
}
