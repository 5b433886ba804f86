package io.ottla.coordinator.group.model;

import io.ottla.coordinator.shard.RecordCodec;
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
          Map.of(
              LegacyOffsetCommitKey.KEY,
              new RecordCodec.Type(LegacyOffsetCommitKey::read, LegacyOffsetCommitValue::read),
              OffsetCommitKey.KEY,
              new RecordCodec.Type(OffsetCommitKey::read, OffsetCommitValue::read),
              GroupMetadataKey.KEY,
              new RecordCodec.Type(GroupMetadataKey::read, GroupMetadataValue::read)));

  private GroupRecords() {}
}
