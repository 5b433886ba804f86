package io.ottla.server.coordinator;

import io.ottla.coordinator.group.GroupCoordinator;
import io.ottla.replication.controller.MetadataApplier;
import io.ottla.replication.image.MetadataDelta;
import io.ottla.replication.image.TopicImage;
import io.ottla.wire.protocol.Uuid;
import java.util.HashMap;
import java.util.Map;

/**
 * Has groups forget the offsets of topics that were deleted: once the image says so, since a commit
 * that still finds the topic in it would come back after its tombstone.
 */
public final class DeletedTopics implements MetadataApplier {
  private final GroupCoordinator groups;

  /** Tells the given coordinator. */
  public DeletedTopics(GroupCoordinator groups) {
    this.groups = groups;
  }

  @Override
  public void apply(MetadataDelta delta, Runnable applied) {
    applied.run();
  }

  @Override
  public void onVisible(MetadataDelta delta) {
    Map<String, Uuid> deleted = new HashMap<>();
    for (Uuid id : delta.deletedTopics()) {
      TopicImage topic = delta.base().topic(id);
      if (topic != null) {
        deleted.put(topic.name(), id);
      }
    }
    if (!deleted.isEmpty()) {
      groups.onTopicsDeleted(deleted);
    }
  }
}
