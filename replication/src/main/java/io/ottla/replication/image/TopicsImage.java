package io.ottla.replication.image;

import io.ottla.runtime.Invariant;
import io.ottla.wire.message.ClearElrRecord;
import io.ottla.wire.message.PartitionChangeRecord;
import io.ottla.wire.message.PartitionRecord;
import io.ottla.wire.message.RemoveTopicRecord;
import io.ottla.wire.message.TopicRecord;
import io.ottla.wire.protocol.Uuid;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;

/** All topics, by id and by name. */
public record TopicsImage(HashPMap<Uuid, TopicImage> byId, HashPMap<String, TopicImage> byName) {
  /** No topics. */
  public static final TopicsImage EMPTY =
      new TopicsImage(HashTreePMap.empty(), HashTreePMap.empty());

  /** The topic with the given name, or null. */
  public @Nullable TopicImage topic(String name) {
    return byName.get(name);
  }

  /** The topic with the given id, or null. */
  public @Nullable TopicImage topic(Uuid id) {
    return byId.get(id);
  }

  /** All topics in no order. */
  public Collection<TopicImage> topics() {
    return byId.values();
  }

  TopicsImage with(TopicRecord record) {
    Invariant.check(
        !byName.containsKey(record.name()) && !byId.containsKey(record.topicId()),
        "topic record creates a new topic: " + record.name());
    return withTopic(TopicImage.empty(record.name(), record.topicId()));
  }

  TopicsImage with(PartitionRecord record) {
    TopicImage topic = require(record.topicId(), record.partitionId());
    return withTopic(topic.withPartition(record.partitionId(), PartitionImage.of(record)));
  }

  TopicsImage with(PartitionChangeRecord record) {
    TopicImage topic = require(record.topicId(), record.partitionId());
    PartitionImage partition = topic.partition(record.partitionId());
    if (partition == null) {
      throw new IllegalStateException(
          "change of unknown partition " + topic.name() + '-' + record.partitionId());
    }
    return withTopic(topic.withPartition(record.partitionId(), partition.with(record)));
  }

  TopicsImage with(ClearElrRecord record) {
    if (record.topicName().isEmpty()) {
      TopicsImage cleared = this;
      for (TopicImage topic : topics()) {
        cleared = cleared.withTopic(topic.withoutElr());
      }
      return cleared;
    }
    TopicImage topic = topic(record.topicName());
    return topic == null ? this : withTopic(topic.withoutElr());
  }

  TopicsImage without(RemoveTopicRecord record) {
    TopicImage topic = require(record.topicId(), -1);
    return new TopicsImage(byId.minus(topic.id()), byName.minus(topic.name()));
  }

  private TopicsImage withTopic(TopicImage topic) {
    return new TopicsImage(byId.plus(topic.id(), topic), byName.plus(topic.name(), topic));
  }

  private TopicImage require(Uuid id, int partition) {
    TopicImage topic = byId.get(id);
    if (topic == null) {
      throw new IllegalStateException("record for unknown topic " + id + '-' + partition);
    }
    return topic;
  }
}
