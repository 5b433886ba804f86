package io.ottla.coordinator.group.offsets;

import io.ottla.coordinator.group.model.Group;
import io.ottla.coordinator.group.model.Groups;
import io.ottla.coordinator.group.model.MemberRef;
import io.ottla.coordinator.topics.TopicPartition;
import io.ottla.wire.message.OffsetFetchRequest.OffsetFetchRequestGroup;
import io.ottla.wire.message.OffsetFetchRequest.OffsetFetchRequestTopics;
import io.ottla.wire.message.OffsetFetchResponse.OffsetFetchResponseGroup;
import io.ottla.wire.message.OffsetFetchResponse.OffsetFetchResponsePartitions;
import io.ottla.wire.message.OffsetFetchResponse.OffsetFetchResponseTopics;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * OffsetFetch (9) on one group of any kind. A group that does not exist has no offsets; that is no
 * error. Topics are known by name here, and by id too where the catalog knows one.
 */
public final class FetchVerb {
  private final Groups groups;
  private final OffsetStore offsets;

  /** Of a shard's groups. */
  public FetchVerb(Groups groups, OffsetStore offsets) {
    this.groups = groups;
    this.offsets = offsets;
  }

  /**
   * Reads the offsets of a group: of the topics named, or of all where the list is null. With
   * {@code requireStable} an offset that a transaction is about to change comes as {@code
   * UNSTABLE_OFFSET_COMMIT} (KIP-447).
   */
  public OffsetFetchResponseGroup fetch(OffsetFetchRequestGroup request, boolean requireStable) {
    Group group = groups.find(request.groupId());
    if (group != null) {
      ErrorCode error = mayFetch(group, request);
      if (error != ErrorCode.NONE) {
        return failed(request.groupId(), error);
      }
    }
    List<OffsetFetchRequestTopics> topics = request.topics();
    return new OffsetFetchResponseGroup(
        request.groupId(),
        topics == null
            ? all(request.groupId(), requireStable)
            : named(request.groupId(), topics, requireStable),
        ErrorCode.NONE.code());
  }

  /** The response about a group that cannot be read. */
  public static OffsetFetchResponseGroup failed(String groupId, ErrorCode error) {
    return new OffsetFetchResponseGroup(groupId, List.of(), error.code());
  }

  /** Tools name no member; the empty name is one like another, which nobody has. */
  private static ErrorCode mayFetch(Group group, OffsetFetchRequestGroup request) {
    String memberId = request.memberId();
    if (memberId == null && request.memberEpoch() < 0) {
      return ErrorCode.NONE;
    }
    String named = memberId == null ? "" : memberId;
    return group.mayFetchOffsets(new MemberRef(named, null, request.memberEpoch()));
  }

  private List<OffsetFetchResponseTopics> named(
      String group, List<OffsetFetchRequestTopics> topics, boolean requireStable) {
    List<OffsetFetchResponseTopics> found = new ArrayList<>();
    for (OffsetFetchRequestTopics topic : topics) {
      List<OffsetFetchResponsePartitions> partitions = new ArrayList<>();
      for (int partition : topic.partitionIndexes()) {
        partitions.add(
            partition(
                group,
                new TopicPartition(topic.name(), partition),
                topic.topicId(),
                requireStable));
      }
      found.add(new OffsetFetchResponseTopics(topic.name(), topic.topicId(), partitions));
    }
    return found;
  }

  private List<OffsetFetchResponseTopics> all(String group, boolean requireStable) {
    Map<String, List<OffsetFetchResponsePartitions>> byTopic = new TreeMap<>();
    for (TopicPartition partition : offsets.offsets(group).keySet()) {
      byTopic
          .computeIfAbsent(partition.topic(), name -> new ArrayList<>())
          .add(partition(group, partition, Uuid.ZERO, requireStable));
    }
    List<OffsetFetchResponseTopics> found = new ArrayList<>();
    byTopic.forEach(
        (name, partitions) ->
            found.add(new OffsetFetchResponseTopics(name, Uuid.ZERO, partitions)));
    return found;
  }

  private OffsetFetchResponsePartitions partition(
      String group, TopicPartition partition, Uuid topicId, boolean requireStable) {
    if (requireStable && offsets.isPending(group, partition)) {
      return none(partition.partition(), ErrorCode.UNSTABLE_OFFSET_COMMIT);
    }
    @Nullable CommittedOffset committed = offsets.find(group, partition);
    if (committed == null || committed.isOfAnotherTopicThan(topicId)) {
      return none(partition.partition(), ErrorCode.NONE);
    }
    return new OffsetFetchResponsePartitions(
        partition.partition(),
        committed.offset(),
        committed.leaderEpoch(),
        committed.metadata(),
        ErrorCode.NONE.code());
  }

  /** The response about a partition without an offset. */
  public static OffsetFetchResponsePartitions none(int partition, ErrorCode error) {
    return new OffsetFetchResponsePartitions(
        partition, CommittedOffset.NO_OFFSET, CommittedOffset.NO_EPOCH, "", error.code());
  }
}
