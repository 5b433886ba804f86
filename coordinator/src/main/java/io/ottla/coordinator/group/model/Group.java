package io.ottla.coordinator.group.model;

import io.ottla.coordinator.group.assignor.Partitions;
import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** What is the same for every kind of group. Owned by the loop of the group's shard. */
public interface Group {
  /** The group id. */
  String id();

  /** The kind of group. */
  GroupType type();

  /** The state as ListGroups shows it. */
  String stateLabel();

  /** The protocol type, such as {@code consumer} or {@code connect}; empty when there is none. */
  String protocolType();

  /**
   * Whether the sender may commit offsets now.
   *
   * @param partitions whose offsets they are
   */
  ErrorCode mayCommit(MemberRef sender, CommitKind kind, Supplier<Partitions> partitions);

  /** A commit of the sender was accepted; it counts as a sign of life where the kind says so. */
  void onCommit(MemberRef sender);

  /** Whether a sender that names a member may read offsets. */
  ErrorCode mayFetchOffsets(MemberRef sender);

  /** Whether offsets may be deleted now, apart from those of subscribed topics. */
  ErrorCode mayDeleteOffsets();

  /** Whether the group may be deleted now. */
  ErrorCode mayDelete();

  /** Whether the group's members consume the topic, or might: its offsets are in use. */
  boolean isSubscribedTo(String topic);

  /** Whether the group may go once its last offset is gone. */
  boolean isDisposable();

  /**
   * From when on the retention of an offset of a topic without subscription counts, in ms since the
   * epoch; empty while offsets of the group do not expire.
   */
  OptionalLong retentionStartMs(long commitTimestampMs);

  /** The records that remove the group itself, without its offsets. */
  List<CoordinatorRecord> tombstones();
}
