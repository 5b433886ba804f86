package io.ottla.server.handler;

import io.ottla.wire.message.OffsetFetchRequest;
import io.ottla.wire.message.OffsetFetchRequest.OffsetFetchRequestGroup;
import io.ottla.wire.message.OffsetFetchRequest.OffsetFetchRequestTopics;
import io.ottla.wire.message.OffsetFetchResponse;
import io.ottla.wire.message.OffsetFetchResponse.OffsetFetchResponseGroup;
import io.ottla.wire.message.OffsetFetchResponse.OffsetFetchResponsePartition;
import io.ottla.wire.message.OffsetFetchResponse.OffsetFetchResponseTopic;
import io.ottla.wire.message.OffsetFetchResponse.OffsetFetchResponseTopics;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.List;

/** The two shapes of OffsetFetch: before v8 one group at the top, from v8 on a list of groups. */
record OffsetFetchShape(short version) {
  private static final short GROUPS_SINCE = 8;
  private static final short ERROR_OF_GROUP_SINCE = 2;

  /** A version that has a list of groups and means the same. */
  short versionOfGroups() {
    return version < GROUPS_SINCE ? GROUPS_SINCE : version;
  }

  List<OffsetFetchRequestGroup> groups(OffsetFetchRequest request) {
    if (version >= GROUPS_SINCE) {
      return request.groups();
    }
    List<OffsetFetchRequestTopics> topics =
        request.topics() == null
            ? null
            : request.topics().stream()
                .map(
                    topic ->
                        new OffsetFetchRequestTopics(
                            topic.name(), Uuid.ZERO, topic.partitionIndexes()))
                .toList();
    return List.of(
        OffsetFetchRequestGroup.builder().groupId(request.groupId()).topics(topics).build());
  }

  /** The answer; v1 has nowhere but its partitions for an error of the group. */
  OffsetFetchResponse response(OffsetFetchRequest request, List<OffsetFetchResponseGroup> groups) {
    if (version >= GROUPS_SINCE) {
      return OffsetFetchResponse.builder().groups(groups).build();
    }
    OffsetFetchResponseGroup only = groups.get(0);
    ErrorCode error = ErrorCode.of(only.errorCode());
    List<OffsetFetchRequestTopics> asked = groups(request).get(0).topics();
    List<OffsetFetchResponseTopics> topics = only.topics();
    if (version < ERROR_OF_GROUP_SINCE && error != ErrorCode.NONE && asked != null) {
      topics = asked.stream().map(topic -> OffsetFetchFilter.failed(topic, error)).toList();
    }
    return OffsetFetchResponse.builder()
        .errorCode(error.code())
        .topics(topics.stream().map(OffsetFetchShape::old).toList())
        .build();
  }

  private static OffsetFetchResponseTopic old(OffsetFetchResponseTopics topic) {
    return new OffsetFetchResponseTopic(
        topic.name(),
        topic.partitions().stream()
            .map(
                partition ->
                    new OffsetFetchResponsePartition(
                        partition.partitionIndex(),
                        partition.committedOffset(),
                        partition.committedLeaderEpoch(),
                        partition.metadata(),
                        partition.errorCode()))
            .toList());
  }
}
