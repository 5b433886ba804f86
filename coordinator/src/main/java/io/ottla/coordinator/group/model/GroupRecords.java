package io.ottla.coordinator.group.model;

import io.ottla.coordinator.shard.RecordCodec;
import io.ottla.wire.message.ConsumerGroupCurrentMemberAssignmentKey;
import io.ottla.wire.message.ConsumerGroupCurrentMemberAssignmentValue;
import io.ottla.wire.message.ConsumerGroupMemberMetadataKey;
import io.ottla.wire.message.ConsumerGroupMemberMetadataValue;
import io.ottla.wire.message.ConsumerGroupMetadataKey;
import io.ottla.wire.message.ConsumerGroupMetadataValue;
import io.ottla.wire.message.ConsumerGroupPartitionMetadataKey;
import io.ottla.wire.message.ConsumerGroupPartitionMetadataValue;
import io.ottla.wire.message.ConsumerGroupRegularExpressionKey;
import io.ottla.wire.message.ConsumerGroupRegularExpressionValue;
import io.ottla.wire.message.ConsumerGroupTargetAssignmentMemberKey;
import io.ottla.wire.message.ConsumerGroupTargetAssignmentMemberValue;
import io.ottla.wire.message.ConsumerGroupTargetAssignmentMetadataKey;
import io.ottla.wire.message.ConsumerGroupTargetAssignmentMetadataValue;
import io.ottla.wire.message.GroupMetadataKey;
import io.ottla.wire.message.GroupMetadataValue;
import io.ottla.wire.message.LegacyOffsetCommitKey;
import io.ottla.wire.message.LegacyOffsetCommitValue;
import io.ottla.wire.message.OffsetCommitKey;
import io.ottla.wire.message.OffsetCommitValue;
import java.util.Map;

/** The record types of {@code __consumer_offsets}. */
public final class GroupRecords {
  /** The topic. */
  public static final String TOPIC = "__consumer_offsets";

  /** Reads all types that are understood. */
  public static final RecordCodec CODEC =
      new RecordCodec(
          Map.ofEntries(
              Map.entry(
                  LegacyOffsetCommitKey.KEY,
                  new RecordCodec.Type(LegacyOffsetCommitKey::read, LegacyOffsetCommitValue::read)),
              Map.entry(
                  OffsetCommitKey.KEY,
                  new RecordCodec.Type(OffsetCommitKey::read, OffsetCommitValue::read)),
              Map.entry(
                  GroupMetadataKey.KEY,
                  new RecordCodec.Type(GroupMetadataKey::read, GroupMetadataValue::read)),
              Map.entry(
                  ConsumerGroupMetadataKey.KEY,
                  new RecordCodec.Type(
                      ConsumerGroupMetadataKey::read, ConsumerGroupMetadataValue::read)),
              Map.entry(
                  ConsumerGroupPartitionMetadataKey.KEY,
                  new RecordCodec.Type(
                      ConsumerGroupPartitionMetadataKey::read,
                      ConsumerGroupPartitionMetadataValue::read)),
              Map.entry(
                  ConsumerGroupMemberMetadataKey.KEY,
                  new RecordCodec.Type(
                      ConsumerGroupMemberMetadataKey::read,
                      ConsumerGroupMemberMetadataValue::read)),
              Map.entry(
                  ConsumerGroupTargetAssignmentMetadataKey.KEY,
                  new RecordCodec.Type(
                      ConsumerGroupTargetAssignmentMetadataKey::read,
                      ConsumerGroupTargetAssignmentMetadataValue::read)),
              Map.entry(
                  ConsumerGroupTargetAssignmentMemberKey.KEY,
                  new RecordCodec.Type(
                      ConsumerGroupTargetAssignmentMemberKey::read,
                      ConsumerGroupTargetAssignmentMemberValue::read)),
              Map.entry(
                  ConsumerGroupCurrentMemberAssignmentKey.KEY,
                  new RecordCodec.Type(
                      ConsumerGroupCurrentMemberAssignmentKey::read,
                      ConsumerGroupCurrentMemberAssignmentValue::read)),
              Map.entry(
                  ConsumerGroupRegularExpressionKey.KEY,
                  new RecordCodec.Type(
                      ConsumerGroupRegularExpressionKey::read,
                      ConsumerGroupRegularExpressionValue::read))));

  private GroupRecords() {}
}
