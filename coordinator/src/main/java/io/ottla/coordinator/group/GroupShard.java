package io.ottla.coordinator.group;

import io.ottla.coordinator.group.classic.ClassicGroups;
import io.ottla.coordinator.group.consumer.ConsumerContext;
import io.ottla.coordinator.group.consumer.ConsumerGroups;
import io.ottla.coordinator.group.model.ClassicService;
import io.ottla.coordinator.group.model.Group;
import io.ottla.coordinator.group.model.GroupConfig;
import io.ottla.coordinator.group.model.GroupSettings;
import io.ottla.coordinator.group.model.GroupType;
import io.ottla.coordinator.group.model.Groups;
import io.ottla.coordinator.group.offsets.CommitVerb;
import io.ottla.coordinator.group.offsets.DeleteVerb;
import io.ottla.coordinator.group.offsets.ExpiryVerb;
import io.ottla.coordinator.group.offsets.FetchVerb;
import io.ottla.coordinator.group.offsets.OffsetStore;
import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.coordinator.shard.ReplayedRecord;
import io.ottla.coordinator.shard.ShardContext;
import io.ottla.coordinator.shard.StateMachine;
import io.ottla.coordinator.topics.TopicCatalog;
import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.message.GroupMetadataKey;
import io.ottla.wire.message.GroupMetadataValue;
import io.ottla.wire.message.LegacyOffsetCommitKey;
import io.ottla.wire.message.LegacyOffsetCommitValue;
import io.ottla.wire.message.ListGroupsResponse.ListedGroup;
import io.ottla.wire.message.OffsetCommitKey;
import io.ottla.wire.message.OffsetCommitValue;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The groups and offsets of one partition of {@code __consumer_offsets}: puts the parts together
 * and hands each record to its part. Owned by the partition's loop.
 */
final class GroupShard implements StateMachine {
  private static final Logger LOG = LoggerFactory.getLogger(GroupShard.class);
  private static final String EXPIRY_TIMER = "offset-expiry";

  private final ShardContext shard;
  private final GroupConfig config;
  private final ClassicGroups classic;
  private final ConsumerGroups consumer;
  private final Groups groups;
  private final OffsetStore offsets;
  private final ExpiryVerb expiry;

  GroupShard(
      ShardContext shard,
      GroupConfig config,
      GroupSettings settings,
      TopicCatalog topics,
      Supplier<String> newIds) {
    this.shard = shard;
    this.config = config;
    this.classic = new ClassicGroups(shard, config.classic(), newIds);
    this.groups = classic.groups();
    this.consumer =
        new ConsumerGroups(new ConsumerContext(shard, config, settings, classic, topics, newIds));
    this.offsets = new OffsetStore(groups);
    this.expiry = new ExpiryVerb(config.offsets(), groups, offsets);
  }

  @Override
  public void replay(ReplayedRecord replayed) {
    CoordinatorRecord record = replayed.record();
    ApiMessage value = record.message();
    if (record.key() instanceof OffsetCommitKey key) {
      offsets.replay(replayed, key, (OffsetCommitValue) value);
    } else if (record.key() instanceof GroupMetadataKey key) {
      classic.replay(key, (GroupMetadataValue) value);
    } else if (record.key() instanceof LegacyOffsetCommitKey key) {
      offsets.replay(
          replayed,
          new OffsetCommitKey(key.group(), key.topic(), key.partition()),
          modern((LegacyOffsetCommitValue) value));
    } else {
      consumer.replay(record);
    }
  }

  private static @Nullable OffsetCommitValue modern(@Nullable LegacyOffsetCommitValue value) {
    return value == null
        ? null
        : OffsetCommitValue.builder()
            .offset(value.offset())
            .metadata(value.metadata())
            .commitTimestamp(value.commitTimestamp())
            .build();
  }

  @Override
  public void replayMarker(long producerId, short producerEpoch, boolean commit) {
    offsets.replayMarker(producerId, commit);
  }

  @Override
  public void onLoaded() {
    classic.onLoaded();
    consumer.onLoaded();
    scheduleExpiry();
  }

  private void scheduleExpiry() {
    shard
        .timers()
        .schedule(EXPIRY_TIMER, config.offsets().retentionCheckIntervalMs(), this::expire);
  }

  private void expire() {
    List<CoordinatorRecord> expired = expiry.expired(shard.nowMs());
    ErrorCode error = shard.journal().writeInParts(expired);
    if (!expired.isEmpty()) {
      LOG.info(
          "partition={} expired records={} error={}", shard.partition(), expired.size(), error);
    }
    scheduleExpiry();
  }

  long nowMs() {
    return shard.nowMs();
  }

  ErrorCode writeInParts(List<CoordinatorRecord> records) {
    return shard.journal().writeInParts(records);
  }

  ErrorCode writeMarker(
      long producerId, short producerEpoch, int coordinatorEpoch, boolean commit) {
    return shard.journal().writeMarker(producerId, producerEpoch, coordinatorEpoch, commit);
  }

  ClassicGroups classic() {
    return classic;
  }

  /** What serves the requests of the classic protocol to a group. */
  ClassicService classicService(String groupId) {
    return consumer.serves(groupId) ? consumer.classicMembers() : classic;
  }

  ConsumerGroups consumer() {
    return consumer;
  }

  CommitVerb commits() {
    return new CommitVerb(config.offsets(), groups);
  }

  FetchVerb fetches() {
    return new FetchVerb(groups, offsets);
  }

  DeleteVerb deletes() {
    return new DeleteVerb(groups, offsets);
  }

  /** How many groups of a type there are. From any thread. */
  long count(GroupType type) {
    return groups.count(type);
  }

  List<ListedGroup> list(GroupFilter filter) {
    List<ListedGroup> listed = new ArrayList<>();
    for (Group group : groups.all()) {
      if (filter.accepts(group)) {
        listed.add(
            new ListedGroup(
                group.id(), group.protocolType(), group.stateLabel(), group.type().label()));
      }
    }
    return listed;
  }
}
