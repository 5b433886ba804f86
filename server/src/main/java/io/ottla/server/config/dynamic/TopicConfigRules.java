package io.ottla.server.config.dynamic;

import io.ottla.server.config.Settings;
import io.ottla.server.config.key.RemoteLogKeys;
import io.ottla.server.config.key.TopicKeys;
import org.jspecify.annotations.Nullable;

/** What the values of a topic must be to each other. */
final class TopicConfigRules {
  private TopicConfigRules() {}

  /** Null where they fit. */
  static @Nullable String problem(Settings topic, Settings broker) {
    long minLagMs = topic.get(TopicKeys.MIN_COMPACTION_LAG_MS);
    long maxLagMs = topic.get(TopicKeys.MAX_COMPACTION_LAG_MS);
    if (minLagMs > maxLagMs) {
      return "min.compaction.lag.ms ("
          + minLagMs
          + ") is larger than max.compaction.lag.ms ("
          + maxLagMs
          + ")";
    }
    boolean tiered = broker.get(RemoteLogKeys.REMOTE_LOG_STORAGE_SYSTEM_ENABLE);
    if (topic.get(TopicKeys.REMOTE_STORAGE_ENABLE) && !tiered) {
      return "remote.storage.enable needs a broker with tiered storage";
    }
    return null;
  }
}
