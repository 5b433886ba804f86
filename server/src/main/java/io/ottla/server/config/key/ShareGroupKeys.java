package io.ottla.server.config.key;

import static io.ottla.server.config.key.ConfigType.INT;
import static io.ottla.server.config.key.ConfigType.LIST;
import static io.ottla.server.config.key.ConfigType.SHORT;

import java.util.List;

/** Share groups. */
public final class ShareGroupKeys {
  static final KeyArea AREA = new KeyArea("Share groups");

  public static final ConfigKey<List<String>> GROUP_SHARE_ASSIGNORS =
      AREA.key("group.share.assignors", LIST, List.of("simple"))
          .doc("The assignor of share groups.");

  public static final ConfigKey<Integer> GROUP_SHARE_ASSIGNMENT_INTERVAL_MS =
      AREA.key("group.share.assignment.interval.ms", INT, 1000)
          .atLeast(0)
          .clusterWide()
          .doc("The least time between two assignments of a share group.");

  public static final ConfigKey<Integer> GROUP_SHARE_MIN_ASSIGNMENT_INTERVAL_MS =
      AREA.key("group.share.min.assignment.interval.ms", INT, 0)
          .atLeast(0)
          .doc("The smallest assignment interval a share group may be configured with.");

  public static final ConfigKey<Integer> GROUP_SHARE_MAX_ASSIGNMENT_INTERVAL_MS =
      AREA.key("group.share.max.assignment.interval.ms", INT, 15000)
          .atLeast(0)
          .doc("The largest assignment interval a share group may be configured with.");

  public static final ConfigKey<Integer> GROUP_SHARE_DELIVERY_COUNT_LIMIT =
      AREA.key("group.share.delivery.count.limit", INT, 5)
          .between(2, 10)
          .doc("How often a record is delivered before it is given up.");

  public static final ConfigKey<Integer> GROUP_SHARE_MIN_DELIVERY_COUNT_LIMIT =
      AREA.key("group.share.min.delivery.count.limit", INT, 2)
          .between(2, 5)
          .doc("The smallest delivery limit a share group may be configured with.");

  public static final ConfigKey<Integer> GROUP_SHARE_MAX_DELIVERY_COUNT_LIMIT =
      AREA.key("group.share.max.delivery.count.limit", INT, 10)
          .between(5, 25)
          .doc("The largest delivery limit a share group may be configured with.");

  public static final ConfigKey<Integer> GROUP_SHARE_HEARTBEAT_INTERVAL_MS =
      AREA.key("group.share.heartbeat.interval.ms", INT, 5000)
          .atLeast(1)
          .doc("How often share members are told to send heartbeats.");

  public static final ConfigKey<Integer> GROUP_SHARE_MIN_HEARTBEAT_INTERVAL_MS =
      AREA.key("group.share.min.heartbeat.interval.ms", INT, 5000)
          .atLeast(1)
          .doc("The smallest heartbeat interval a share group may be configured with.");

  public static final ConfigKey<Integer> GROUP_SHARE_MAX_HEARTBEAT_INTERVAL_MS =
      AREA.key("group.share.max.heartbeat.interval.ms", INT, 15000)
          .atLeast(1)
          .doc("The largest heartbeat interval a share group may be configured with.");

  public static final ConfigKey<Integer> GROUP_SHARE_PARTITION_MAX_RECORD_LOCKS =
      AREA.key("group.share.partition.max.record.locks", INT, 2000)
          .between(100, 10000)
          .doc("Records of one partition that may be held by consumers at a time.");

  public static final ConfigKey<Integer> GROUP_SHARE_MIN_PARTITION_MAX_RECORD_LOCKS =
      AREA.key("group.share.min.partition.max.record.locks", INT, 100)
          .between(100, 2000)
          .doc("The smallest lock limit a share group may be configured with.");

  public static final ConfigKey<Integer> GROUP_SHARE_MAX_PARTITION_MAX_RECORD_LOCKS =
      AREA.key("group.share.max.partition.max.record.locks", INT, 4000)
          .between(2000, 10000)
          .doc("The largest lock limit a share group may be configured with.");

  public static final ConfigKey<Integer> GROUP_SHARE_RECORD_LOCK_DURATION_MS =
      AREA.key("group.share.record.lock.duration.ms", INT, 30000)
          .between(1000, 3600000)
          .doc("How long a consumer may hold a record before it is given to another.");

  public static final ConfigKey<Integer> GROUP_SHARE_MIN_RECORD_LOCK_DURATION_MS =
      AREA.key("group.share.min.record.lock.duration.ms", INT, 15000)
          .between(1000, 30000)
          .doc("The shortest lock a share group may be configured with.");

  public static final ConfigKey<Integer> GROUP_SHARE_MAX_RECORD_LOCK_DURATION_MS =
      AREA.key("group.share.max.record.lock.duration.ms", INT, 60000)
          .between(30000, 3600000)
          .doc("The longest lock a share group may be configured with.");

  public static final ConfigKey<Integer> GROUP_SHARE_SESSION_TIMEOUT_MS =
      AREA.key("group.share.session.timeout.ms", INT, 45000)
          .atLeast(1)
          .doc("A share member that is silent for so long is removed.");

  public static final ConfigKey<Integer> GROUP_SHARE_MIN_SESSION_TIMEOUT_MS =
      AREA.key("group.share.min.session.timeout.ms", INT, 45000)
          .atLeast(1)
          .doc("The smallest session timeout a share group may be configured with.");

  public static final ConfigKey<Integer> GROUP_SHARE_MAX_SESSION_TIMEOUT_MS =
      AREA.key("group.share.max.session.timeout.ms", INT, 60000)
          .atLeast(1)
          .doc("The largest session timeout a share group may be configured with.");

  public static final ConfigKey<Integer> GROUP_SHARE_MAX_SHARE_SESSIONS =
      AREA.key("group.share.max.share.sessions", INT, 2000)
          .atLeast(1)
          .doc("Share fetch sessions kept at a time.");

  public static final ConfigKey<Integer> GROUP_SHARE_MAX_SIZE =
      AREA.key("group.share.max.size", INT, 200)
          .between(1, 1000)
          .doc("Members that a share group may have.");

  public static final ConfigKey<Integer> SHARE_COORDINATOR_APPEND_LINGER_MS =
      AREA.key("share.coordinator.append.linger.ms", INT, -1)
          .atLeast(-1)
          .doc("How long share-state writes are gathered into one; -1 adapts, 0 does not wait.");

  public static final ConfigKey<Integer> SHARE_COORDINATOR_CACHED_BUFFER_MAX_BYTES =
      AREA.key("share.coordinator.cached.buffer.max.bytes", INT, 1048588)
          .atLeast(524288)
          .clusterWide()
          .doc("The largest write buffer a share coordinator keeps for reuse.");

  public static final ConfigKey<Integer> SHARE_COORDINATOR_LOAD_BUFFER_SIZE =
      AREA.key("share.coordinator.load.buffer.size", INT, 5242880)
          .atLeast(1)
          .high()
          .doc("Bytes read at a time while a share coordinator loads.");

  public static final ConfigKey<Integer> SHARE_COORDINATOR_SNAPSHOT_UPDATE_RECORDS_PER_SNAPSHOT =
      AREA.key("share.coordinator.snapshot.update.records.per.snapshot", INT, 500)
          .between(0, 500)
          .doc("Update records between two snapshots of a share partition's state.");

  public static final ConfigKey<Integer> SHARE_COORDINATOR_STATE_TOPIC_COMPRESSION_CODEC =
      AREA.key("share.coordinator.state.topic.compression.codec", INT, 0)
          .high()
          .doc("Compression of the share-state topic, by the codec's number.");

  public static final ConfigKey<Short> SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR =
      AREA.key("share.coordinator.state.topic.min.isr", SHORT, (short) 2)
          .atLeast(1)
          .high()
          .doc("min.insync.replicas of the share-state topic.");

  public static final ConfigKey<Integer> SHARE_COORDINATOR_STATE_TOPIC_NUM_PARTITIONS =
      AREA.key("share.coordinator.state.topic.num.partitions", INT, 50)
          .atLeast(1)
          .high()
          .doc("Partitions of the share-state topic; must not change once it exists.");

  public static final ConfigKey<Short> SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR =
      AREA.key("share.coordinator.state.topic.replication.factor", SHORT, (short) 3)
          .atLeast(1)
          .high()
          .doc("Replicas of the share-state topic.");

  public static final ConfigKey<Integer> SHARE_COORDINATOR_STATE_TOPIC_SEGMENT_BYTES =
      AREA.key("share.coordinator.state.topic.segment.bytes", INT, 104857600)
          .atLeast(1)
          .high()
          .doc("Segment size of the share-state topic.");

  public static final ConfigKey<Integer> SHARE_COORDINATOR_THREADS =
      AREA.key("share.coordinator.threads", INT, 1)
          .atLeast(1)
          .doc("Threads that run share coordinators.");

  public static final ConfigKey<Integer> SHARE_COORDINATOR_WRITE_TIMEOUT_MS =
      AREA.key("share.coordinator.write.timeout.ms", INT, 5000)
          .atLeast(1)
          .high()
          .doc("How long a share-state write may wait for replication.");

  public static final ConfigKey<Integer> SHARE_FETCH_PURGATORY_PURGE_INTERVAL_REQUESTS =
      AREA.key("share.fetch.purgatory.purge.interval.requests", INT, 1000)
          .doc("Kafka's clean-up rhythm for waiting share fetches; Ottla removes them at once.");

  private ShareGroupKeys() {}
}
