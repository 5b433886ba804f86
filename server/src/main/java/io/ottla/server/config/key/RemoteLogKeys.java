package io.ottla.server.config.key;

import static io.ottla.server.config.key.ConfigType.BOOLEAN;
import static io.ottla.server.config.key.ConfigType.INT;
import static io.ottla.server.config.key.ConfigType.LONG;
import static io.ottla.server.config.key.ConfigType.STRING;

/** Tiered storage. */
public final class RemoteLogKeys {
  static final KeyArea AREA = new KeyArea("Tiered storage");

  public static final ConfigKey<Long> LOG_LOCAL_RETENTION_MS =
      AREA.key("log.local.retention.ms", LONG, -2L)
          .atLeast(-2)
          .clusterWide()
          .doc(
              "How long tiered segments also stay on local disk; -2 means as long as the whole"
                  + " retention.");

  public static final ConfigKey<Long> LOG_LOCAL_RETENTION_BYTES =
      AREA.key("log.local.retention.bytes", LONG, -2L)
          .atLeast(-2)
          .clusterWide()
          .doc(
              "How many bytes of tiered segments also stay on local disk; -2 means as much as the"
                  + " whole retention.");

  public static final ConfigKey<Boolean> FOLLOWER_FETCH_LAST_TIERED_OFFSET_ENABLE =
      AREA.key("follower.fetch.last.tiered.offset.enable", BOOLEAN, false)
          .clusterWide()
          .doc(
              "Whether a new follower begins behind the tiered part of the log and leaves that part"
                  + " out.");

  public static final ConfigKey<Integer> REMOTE_FETCH_MAX_WAIT_MS =
      AREA.key("remote.fetch.max.wait.ms", INT, 500)
          .atLeast(1)
          .clusterWide()
          .doc("How long a fetch waits for remote data before it is answered without.");

  public static final ConfigKey<Long> REMOTE_LIST_OFFSETS_REQUEST_TIMEOUT_MS =
      AREA.key("remote.list.offsets.request.timeout.ms", LONG, 30000L)
          .atLeast(1)
          .clusterWide()
          .doc("How long an offset lookup in remote storage may take.");

  public static final ConfigKey<Long> REMOTE_LOG_INDEX_FILE_CACHE_TOTAL_SIZE_BYTES =
      AREA.key("remote.log.index.file.cache.total.size.bytes", LONG, 1073741824L)
          .atLeast(1)
          .low()
          .clusterWide()
          .doc("Local disk space for cached indexes of remote segments.");

  public static final ConfigKey<Integer> REMOTE_LOG_MANAGER_COPIER_THREAD_POOL_SIZE =
      AREA.key("remote.log.manager.copier.thread.pool.size", INT, 10)
          .atLeast(1)
          .clusterWide()
          .doc("Threads that copy segments to remote storage.");

  public static final ConfigKey<Long> REMOTE_LOG_MANAGER_COPY_MAX_BYTES_PER_SECOND =
      AREA.key("remote.log.manager.copy.max.bytes.per.second", LONG, Long.MAX_VALUE)
          .atLeast(1)
          .clusterWide()
          .doc("The rate of copying to remote storage stays below this.");

  public static final ConfigKey<Integer> REMOTE_LOG_MANAGER_COPY_QUOTA_WINDOW_NUM =
      AREA.key("remote.log.manager.copy.quota.window.num", INT, 11)
          .atLeast(1)
          .doc("Sample windows that the copy rate is averaged over.");

  public static final ConfigKey<Integer> REMOTE_LOG_MANAGER_COPY_QUOTA_WINDOW_SIZE_SECONDS =
      AREA.key("remote.log.manager.copy.quota.window.size.seconds", INT, 1)
          .atLeast(1)
          .doc("The length of one such window.");

  public static final ConfigKey<Integer> REMOTE_LOG_MANAGER_EXPIRATION_THREAD_POOL_SIZE =
      AREA.key("remote.log.manager.expiration.thread.pool.size", INT, 10)
          .atLeast(1)
          .clusterWide()
          .doc("Threads that delete expired remote segments.");

  public static final ConfigKey<Long> REMOTE_LOG_MANAGER_FETCH_MAX_BYTES_PER_SECOND =
      AREA.key("remote.log.manager.fetch.max.bytes.per.second", LONG, Long.MAX_VALUE)
          .atLeast(1)
          .clusterWide()
          .doc("The rate of reading from remote storage stays below this.");

  public static final ConfigKey<Integer> REMOTE_LOG_MANAGER_FETCH_QUOTA_WINDOW_NUM =
      AREA.key("remote.log.manager.fetch.quota.window.num", INT, 11)
          .atLeast(1)
          .doc("Sample windows that the remote read rate is averaged over.");

  public static final ConfigKey<Integer> REMOTE_LOG_MANAGER_FETCH_QUOTA_WINDOW_SIZE_SECONDS =
      AREA.key("remote.log.manager.fetch.quota.window.size.seconds", INT, 1)
          .atLeast(1)
          .doc("The length of one such window.");

  public static final ConfigKey<Integer> REMOTE_LOG_MANAGER_FOLLOWER_THREAD_POOL_SIZE =
      AREA.key("remote.log.manager.follower.thread.pool.size", INT, 2)
          .atLeast(1)
          .clusterWide()
          .doc("Threads for the remote-storage work of partitions followed here.");

  public static final ConfigKey<Long> REMOTE_LOG_MANAGER_TASK_INTERVAL_MS =
      AREA.key("remote.log.manager.task.interval.ms", LONG, 30000L)
          .atLeast(1)
          .low()
          .doc("How often the copy and expiry work of a partition runs.");

  public static final ConfigKey<Integer> REMOTE_LOG_MANAGER_THREAD_POOL_SIZE =
      AREA.key("remote.log.manager.thread.pool.size", INT, 2)
          .atLeast(1)
          .doc("Threads that schedule remote-storage work.");

  public static final ConfigKey<Integer> REMOTE_LOG_METADATA_CUSTOM_METADATA_MAX_BYTES =
      AREA.key("remote.log.metadata.custom.metadata.max.bytes", INT, 128)
          .atLeast(0)
          .low()
          .doc(
              "The most bytes of its own that a storage plug-in may attach to a segment's"
                  + " metadata.");

  public static final ConfigKey<String> REMOTE_LOG_METADATA_MANAGER_CLASS_NAME =
      AREA.key(
              "remote.log.metadata.manager.class.name",
              STRING,
              "org.apache.kafka.server.log.remote.metadata.storage.TopicBasedRemoteLogMetadataManager")
          .matching(".+", "non-empty string")
          .doc("The class that keeps the metadata of remote segments.");

  public static final ConfigKey<String> REMOTE_LOG_METADATA_MANAGER_CLASS_PATH =
      AREA.key("remote.log.metadata.manager.class.path", STRING)
          .doc("Where that class is loaded from, when not from the broker's own class path.");

  public static final ConfigKey<String> REMOTE_LOG_METADATA_MANAGER_IMPL_PREFIX =
      AREA.key("remote.log.metadata.manager.impl.prefix", STRING, "rlmm.config.")
          .matching(".+", "non-empty string")
          .doc("Properties with this prefix are handed to that class.");

  public static final ConfigKey<String> REMOTE_LOG_METADATA_MANAGER_LISTENER_NAME =
      AREA.key("remote.log.metadata.manager.listener.name", STRING)
          .matching(".+", "non-empty string")
          .doc("The listener over which that class reaches this broker.");

  public static final ConfigKey<Integer> REMOTE_LOG_READER_MAX_PENDING_TASKS =
      AREA.key("remote.log.reader.max.pending.tasks", INT, 100)
          .atLeast(1)
          .doc("Remote reads that may queue before further ones are refused.");

  public static final ConfigKey<Integer> REMOTE_LOG_READER_THREADS =
      AREA.key("remote.log.reader.threads", INT, 10)
          .atLeast(1)
          .clusterWide()
          .doc("Threads that read from remote storage.");

  public static final ConfigKey<String> REMOTE_LOG_STORAGE_MANAGER_CLASS_NAME =
      AREA.key("remote.log.storage.manager.class.name", STRING)
          .matching(".+", "non-empty string")
          .doc("The class that reads and writes remote segments.");

  public static final ConfigKey<String> REMOTE_LOG_STORAGE_MANAGER_CLASS_PATH =
      AREA.key("remote.log.storage.manager.class.path", STRING)
          .doc("Where that class is loaded from, when not from the broker's own class path.");

  public static final ConfigKey<String> REMOTE_LOG_STORAGE_MANAGER_IMPL_PREFIX =
      AREA.key("remote.log.storage.manager.impl.prefix", STRING, "rsm.config.")
          .matching(".+", "non-empty string")
          .doc("Properties with this prefix are handed to that class.");

  public static final ConfigKey<Boolean> REMOTE_LOG_STORAGE_SYSTEM_ENABLE =
      AREA.key("remote.log.storage.system.enable", BOOLEAN, false)
          .doc("Whether this broker does tiered storage.");

  private RemoteLogKeys() {}
}
