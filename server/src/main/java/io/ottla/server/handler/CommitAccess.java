package io.ottla.server.handler;

import io.ottla.replication.controller.MetadataView;
import io.ottla.replication.image.TopicImage;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.Authorizer.Operation;
import io.ottla.server.request.Authorizer.ResourceType;
import io.ottla.server.request.RequestContext;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;

/** Whether somebody may commit offsets of a topic, which newer requests name by its id. */
record CommitAccess(MetadataView metadata, Authorizer authorizer, short idsSince) {
  /**
   * {@code UNKNOWN_TOPIC_ID} or {@code TOPIC_AUTHORIZATION_FAILED} (READ), otherwise {@code NONE}.
   */
  ErrorCode check(RequestContext context, String topicName, Uuid topicId) {
    String name = topicName;
    if (context.version() >= idsSince) {
      TopicImage found = metadata.image().topic(topicId);
      if (found == null) {
        return ErrorCode.UNKNOWN_TOPIC_ID;
      }
      name = found.name();
    }
    return authorizer.allows(context, Operation.READ, ResourceType.TOPIC, name)
        ? ErrorCode.NONE
        : ErrorCode.TOPIC_AUTHORIZATION_FAILED;
  }
}
