package io.ottla.coordinator.group;

import io.ottla.coordinator.group.model.Caller;
import io.ottla.coordinator.group.offsets.DeleteVerb;
import io.ottla.coordinator.shard.Decision;
import io.ottla.coordinator.shard.Gather;
import io.ottla.coordinator.shard.Shard;
import io.ottla.coordinator.shard.Shards;
import io.ottla.wire.message.ConsumerGroupDescribeRequest;
import io.ottla.wire.message.ConsumerGroupDescribeResponse;
import io.ottla.wire.message.DeleteGroupsRequest;
import io.ottla.wire.message.DeleteGroupsResponse;
import io.ottla.wire.message.DeleteGroupsResponse.DeletableGroupResult;
import io.ottla.wire.message.DescribeGroupsRequest;
import io.ottla.wire.message.DescribeGroupsResponse;
import io.ottla.wire.message.DescribeGroupsResponse.DescribedGroup;
import io.ottla.wire.message.ListGroupsRequest;
import io.ottla.wire.message.ListGroupsResponse;
import io.ottla.wire.message.ListGroupsResponse.ListedGroup;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/** The requests by which administrators look at groups and delete them. */
final class GroupAdminRequests {
  private final Shards<GroupShard> shards;
  private final ToIntFunction<String> partitions;

  GroupAdminRequests(Shards<GroupShard> shards, ToIntFunction<String> partitions) {
    this.shards = shards;
    this.partitions = partitions;
  }

  /** The groups of one shard, or why they are not known. */
  private record Listing(ErrorCode error, List<ListedGroup> groups) {}

  void list(ListGroupsRequest request, Consumer<ListGroupsResponse> respond) {
    GroupFilter filter = GroupFilter.of(request.statesFilter(), request.typesFilter());
    List<Shard<GroupShard>> all = shards.all();
    Gather<Listing> gather = new Gather<>(all.size(), listings -> respond.accept(joined(listings)));
    for (int i = 0; i < all.size(); i++) {
      all.get(i)
          .run(
              error -> new Listing(error, List.of()),
              gather.place(i),
              (state, reply) -> reply.send(new Listing(ErrorCode.NONE, state.list(filter))));
    }
  }

  private static ListGroupsResponse joined(List<Listing> listings) {
    List<ListedGroup> groups = new ArrayList<>();
    for (Listing listing : listings) {
      if (listing.error() != ErrorCode.NONE && listing.error() != ErrorCode.NOT_COORDINATOR) {
        return new ListGroupsResponse(0, listing.error().code(), List.of());
      }
      groups.addAll(listing.groups());
    }
    return new ListGroupsResponse(0, ErrorCode.NONE.code(), groups);
  }

  void describe(
      Caller caller, DescribeGroupsRequest request, Consumer<DescribeGroupsResponse> respond) {
    List<String> ids = request.groups();
    Gather<DescribedGroup> gather =
        new Gather<>(ids.size(), groups -> respond.accept(new DescribeGroupsResponse(0, groups)));
    for (int i = 0; i < ids.size(); i++) {
      describe(caller, ids.get(i), gather.place(i));
    }
  }

  private void describe(Caller caller, String groupId, Consumer<DescribedGroup> respond) {
    shards.run(
        partitions.applyAsInt(groupId),
        error -> describeFailed(groupId, error),
        respond,
        (state, reply) -> reply.send(state.classic().describe(groupId, caller.apiVersion())));
  }

  void describeConsumerGroups(
      ConsumerGroupDescribeRequest request, Consumer<ConsumerGroupDescribeResponse> respond) {
    List<String> ids = request.groupIds();
    Gather<ConsumerGroupDescribeResponse.DescribedGroup> gather =
        new Gather<>(
            ids.size(), groups -> respond.accept(new ConsumerGroupDescribeResponse(0, groups)));
    for (int i = 0; i < ids.size(); i++) {
      describeConsumerGroup(ids.get(i), gather.place(i));
    }
  }

  private void describeConsumerGroup(
      String groupId, Consumer<ConsumerGroupDescribeResponse.DescribedGroup> respond) {
    if (groupId.isEmpty()) {
      respond.accept(consumerDescribeFailed(groupId, ErrorCode.INVALID_GROUP_ID));
      return;
    }
    shards.run(
        partitions.applyAsInt(groupId),
        error -> consumerDescribeFailed(groupId, error),
        respond,
        (state, reply) -> reply.send(state.consumer().describe(groupId)));
  }

  private static ConsumerGroupDescribeResponse.DescribedGroup consumerDescribeFailed(
      String groupId, ErrorCode error) {
    return ConsumerGroupDescribeResponse.DescribedGroup.builder()
        .groupId(groupId)
        .errorCode(error.code())
        .errorMessage(error.message())
        .build();
  }

  private static DescribedGroup describeFailed(String groupId, ErrorCode error) {
    return DescribedGroup.builder().groupId(groupId).errorCode(error.code()).build();
  }

  void delete(DeleteGroupsRequest request, Consumer<DeleteGroupsResponse> respond) {
    List<String> ids = request.groupsNames();
    Gather<DeletableGroupResult> gather =
        new Gather<>(ids.size(), results -> respond.accept(new DeleteGroupsResponse(0, results)));
    for (int i = 0; i < ids.size(); i++) {
      delete(ids.get(i), gather.place(i));
    }
  }

  private void delete(String groupId, Consumer<DeletableGroupResult> respond) {
    shards.run(
        partitions.applyAsInt(groupId),
        error -> DeleteVerb.deleted(groupId, error),
        respond,
        (state, reply) -> {
          Decision<DeletableGroupResult> decision = state.deletes().deleteGroup(groupId);
          ErrorCode error = state.writeInParts(decision.records());
          reply.send(
              error == ErrorCode.NONE ? decision.response() : DeleteVerb.deleted(groupId, error));
        });
  }
}
