package io.ottla.coordinator.group;

import io.ottla.coordinator.group.model.Caller;
import io.ottla.coordinator.group.model.GroupConfig;
import io.ottla.coordinator.group.model.GroupRecords;
import io.ottla.coordinator.group.model.GroupSettings;
import io.ottla.coordinator.group.model.GroupType;
import io.ottla.coordinator.group.offsets.CommitVerb;
import io.ottla.coordinator.shard.ShardConfig;
import io.ottla.coordinator.shard.ShardLog;
import io.ottla.coordinator.shard.Shards;
import io.ottla.coordinator.topics.TopicCatalog;
import io.ottla.wire.message.ConsumerGroupDescribeRequest;
import io.ottla.wire.message.ConsumerGroupDescribeResponse;
import io.ottla.wire.message.ConsumerGroupHeartbeatRequest;
import io.ottla.wire.message.ConsumerGroupHeartbeatResponse;
import io.ottla.wire.message.DeleteGroupsRequest;
import io.ottla.wire.message.DeleteGroupsResponse;
import io.ottla.wire.message.DescribeGroupsRequest;
import io.ottla.wire.message.DescribeGroupsResponse;
import io.ottla.wire.message.HeartbeatRequest;
import io.ottla.wire.message.HeartbeatResponse;
import io.ottla.wire.message.JoinGroupRequest;
import io.ottla.wire.message.JoinGroupResponse;
import io.ottla.wire.message.LeaveGroupRequest;
import io.ottla.wire.message.LeaveGroupResponse;
import io.ottla.wire.message.ListGroupsRequest;
import io.ottla.wire.message.ListGroupsResponse;
import io.ottla.wire.message.OffsetCommitRequest;
import io.ottla.wire.message.OffsetCommitResponse;
import io.ottla.wire.message.OffsetDeleteRequest;
import io.ottla.wire.message.OffsetDeleteResponse;
import io.ottla.wire.message.OffsetFetchRequest;
import io.ottla.wire.message.OffsetFetchResponse;
import io.ottla.wire.message.SyncGroupRequest;
import io.ottla.wire.message.SyncGroupResponse;
import io.ottla.wire.message.TxnOffsetCommitRequest;
import io.ottla.wire.message.TxnOffsetCommitResponse;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Coordinates groups: finds the shard of a group id and lets it work. May be called from any
 * thread; a response comes on the loop of the shard, or at once on the caller's thread when there
 * is none. What a request may touch has been authorised before.
 *
 * <p>Errors of every request: {@code NOT_COORDINATOR} when this broker does not lead the group's
 * partition, {@code COORDINATOR_LOAD_IN_PROGRESS} while it is loaded, {@code
 * COORDINATOR_NOT_AVAILABLE} when a write is not committed in time, {@code INVALID_GROUP_ID}.
 */
public final class GroupCoordinator {
  private final GroupConfig config;
  private final TopicCatalog topics;
  private final Shards<GroupShard> shards;
  private final MembershipRequests membership;
  private final OffsetRequests offsets;
  private final GroupAdminRequests admin;

  /**
   * A coordinator that leads no partition yet.
   *
   * @param config of the broker
   * @param settings of single groups
   * @param newIds gives the random part of member ids, of at most 64 bytes and different at each
   *     call
   */
  public GroupCoordinator(
      GroupConfig config, GroupSettings settings, TopicCatalog topics, Supplier<String> newIds) {
    this.config = config;
    this.topics = topics;
    GroupConfig.Offsets offsetConfig = config.offsets();
    ShardConfig shardConfig =
        new ShardConfig(
            GroupRecords.TOPIC,
            offsetConfig.commitTimeoutMs(),
            offsetConfig.loadBufferBytes(),
            offsetConfig.maxBatchBytes(),
            offsetConfig.compression());
    this.shards =
        new Shards<>(
            shardConfig,
            GroupRecords.CODEC,
            shard -> new GroupShard(shard, config, settings, topics, newIds));
    this.membership = new MembershipRequests(config.classic(), shards, this::partitionFor);
    this.offsets = new OffsetRequests(topics, shards, this::partitionFor);
    this.admin = new GroupAdminRequests(shards, this::partitionFor);
  }

  /** The partition of {@code __consumer_offsets} that a group belongs to. */
  public int partitionFor(String groupId) {
    TopicCatalog.Topic topic = topics.byName(GroupRecords.TOPIC);
    int count = topic == null ? config.offsets().partitionCount() : topic.partitionCount();
    return Shards.partitionFor(groupId, count);
  }

  /** How many groups of each type there are in the partitions that this broker leads. */
  public Map<GroupType, Long> counts() {
    Map<GroupType, Long> counts = new EnumMap<>(GroupType.class);
    for (GroupType type : GroupType.values()) {
      counts.put(type, shards.all().stream().mapToLong(shard -> shard.machine().count(type)).sum());
    }
    return counts;
  }

  /** Whether a request about the group would be served at this moment; NONE if so. */
  public ErrorCode availability(String groupId) {
    return shards.availability(partitionFor(groupId));
  }

  /** This broker leads a partition of {@code __consumer_offsets} from now on. */
  public void onElected(int partition, int leaderEpoch, ShardLog log) {
    shards.elect(partition, leaderEpoch, log);
  }

  /** This broker no longer leads the partition in this epoch or an older one. */
  public void onResigned(int partition, int leaderEpoch) {
    shards.resign(partition, leaderEpoch);
  }

  /** A partition is committed up to here. */
  public void onHighWatermark(int partition, long highWatermark) {
    shards.onHighWatermark(partition, highWatermark);
  }

  /** Topics were deleted, given by name: their offsets go too. */
  public void onTopicsDeleted(Map<String, Uuid> deleted) {
    Map<String, Uuid> copy = Map.copyOf(deleted);
    shards
        .all()
        .forEach(
            shard ->
                shard.run(
                    error -> error,
                    error -> {},
                    (state, reply) ->
                        reply.send(state.writeInParts(state.deletes().forgetTopics(copy)))));
  }

  /**
   * JoinGroup (11). Also {@code INVALID_SESSION_TIMEOUT}, and {@code INVALID_REQUEST} when the
   * client or instance id is too long to be part of a member id.
   */
  public void joinGroup(
      Caller caller, JoinGroupRequest request, Consumer<JoinGroupResponse> respond) {
    membership.join(caller, request, respond);
  }

  /**
   * ConsumerGroupHeartbeat (68). Also {@code INVALID_REQUEST}, {@code UNSUPPORTED_ASSIGNOR}, {@code
   * INVALID_REGULAR_EXPRESSION}, {@code GROUP_ID_NOT_FOUND}, {@code UNKNOWN_MEMBER_ID}, {@code
   * FENCED_MEMBER_EPOCH}, {@code UNRELEASED_INSTANCE_ID}, {@code FENCED_INSTANCE_ID}, {@code
   * GROUP_MAX_SIZE_REACHED}.
   */
  public void consumerHeartbeat(
      Caller caller,
      ConsumerGroupHeartbeatRequest request,
      Consumer<ConsumerGroupHeartbeatResponse> respond) {
    membership.consumerHeartbeat(caller, request, respond);
  }

  /** ConsumerGroupDescribe (69). Authorised operations are the caller's to add. */
  public void describeConsumerGroups(
      Caller caller,
      ConsumerGroupDescribeRequest request,
      Consumer<ConsumerGroupDescribeResponse> respond) {
    admin.describeConsumerGroups(request, respond);
  }

  /** SyncGroup (14). */
  public void syncGroup(
      Caller caller, SyncGroupRequest request, Consumer<SyncGroupResponse> respond) {
    membership.sync(caller, request, respond);
  }

  /** Heartbeat (12). A group that is being loaded takes it for granted. */
  public void heartbeat(
      Caller caller, HeartbeatRequest request, Consumer<HeartbeatResponse> respond) {
    membership.heartbeat(request, respond);
  }

  /** LeaveGroup (13). */
  public void leaveGroup(
      Caller caller, LeaveGroupRequest request, Consumer<LeaveGroupResponse> respond) {
    membership.leave(caller, request, respond);
  }

  /**
   * OffsetCommit (8). Of partitions that do not exist: {@code UNKNOWN_TOPIC_OR_PARTITION}, or
   * {@code UNKNOWN_TOPIC_ID} from v10 on.
   */
  public void commitOffsets(
      Caller caller, OffsetCommitRequest request, Consumer<OffsetCommitResponse> respond) {
    offsets.commit(caller, request, respond);
  }

  /**
   * TxnOffsetCommit (28), of a transaction that is known to be open on the group's partition. Of
   * partitions that do not exist as with OffsetCommit.
   */
  public void commitTransactionalOffsets(
      Caller caller, TxnOffsetCommitRequest request, Consumer<TxnOffsetCommitResponse> respond) {
    offsets.commitTransactional(caller, request, respond);
  }

  /**
   * Writes the end of a producer's transaction to a partition of {@code __consumer_offsets} and
   * settles its offsets: what WriteTxnMarkers does to other partitions by an append.
   */
  public void endTransaction(int partition, TransactionEnd end, Consumer<ErrorCode> respond) {
    shards.run(
        partition,
        error -> error,
        respond,
        (state, reply) ->
            reply.send(
                state.writeMarker(
                    end.producerId(), end.producerEpoch(), end.coordinatorEpoch(), end.commit())));
  }

  /** How a transaction ends. */
  public record TransactionEnd(
      long producerId, short producerEpoch, int coordinatorEpoch, boolean commit) {}

  /** OffsetFetch (9) in the form of v8 and later: of many groups, from v10 on by topic id. */
  public void fetchOffsets(
      Caller caller, OffsetFetchRequest request, Consumer<OffsetFetchResponse> respond) {
    offsets.fetch(caller, request, respond);
  }

  /** OffsetDelete (47). */
  public void deleteOffsets(
      Caller caller, OffsetDeleteRequest request, Consumer<OffsetDeleteResponse> respond) {
    offsets.delete(request, respond);
  }

  /** ListGroups (16): the groups of all partitions that this broker leads. */
  public void listGroups(
      Caller caller, ListGroupsRequest request, Consumer<ListGroupsResponse> respond) {
    admin.list(request, respond);
  }

  /** DescribeGroups (15). Authorised operations are the caller's to add. */
  public void describeGroups(
      Caller caller, DescribeGroupsRequest request, Consumer<DescribeGroupsResponse> respond) {
    admin.describe(caller, request, respond);
  }

  /** DeleteGroups (42). */
  public void deleteGroups(
      Caller caller, DeleteGroupsRequest request, Consumer<DeleteGroupsResponse> respond) {
    admin.delete(request, respond);
  }

  /** The response of an OffsetCommit that fails as a whole, for callers that refuse it. */
  public static OffsetCommitResponse commitFailed(OffsetCommitRequest request, ErrorCode error) {
    return CommitVerb.failed(request, error);
  }
}
