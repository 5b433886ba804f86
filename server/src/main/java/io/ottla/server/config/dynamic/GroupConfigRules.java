package io.ottla.server.config.dynamic;

import io.ottla.server.config.Settings;
import io.ottla.server.config.key.BrokerKeys;
import io.ottla.server.config.key.ConfigKey;
import io.ottla.server.config.key.GroupConfigKeys;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the values of a group must be to each other and to the broker's limits. */
final class GroupConfigRules {
  private static final List<List<ConfigKey<Integer>>> HEARTBEAT_BELOW_SESSION =
      List.of(
          List.of(
              GroupConfigKeys.CONSUMER_HEARTBEAT_INTERVAL_MS,
              GroupConfigKeys.CONSUMER_SESSION_TIMEOUT_MS),
          List.of(
              GroupConfigKeys.SHARE_HEARTBEAT_INTERVAL_MS,
              GroupConfigKeys.SHARE_SESSION_TIMEOUT_MS),
          List.of(
              GroupConfigKeys.STREAMS_HEARTBEAT_INTERVAL_MS,
              GroupConfigKeys.STREAMS_SESSION_TIMEOUT_MS));

  private GroupConfigRules() {}

  /** Null where they fit. */
  static @Nullable String problem(Map<String, String> values, Settings broker) {
    for (String name : values.keySet()) {
      String problem = outsideLimits(name, Settings.numberOrNull(values.get(name)), broker);
      if (problem != null) {
        return problem;
      }
    }
    Settings group = new Settings(values, broker);
    for (List<ConfigKey<Integer>> pair : HEARTBEAT_BELOW_SESSION) {
      if (group.get(pair.get(0)) >= group.get(pair.get(1))) {
        return pair.get(0).name() + " must be less than " + pair.get(1).name();
      }
    }
    return null;
  }

  /**
   * The limits of {@code consumer.session.timeout.ms} are {@code
   * group.consumer.min.session.timeout.ms} and {@code group.consumer.max.session.timeout.ms}; the
   * others follow the same pattern.
   */
  private static @Nullable String outsideLimits(
      String name, @Nullable Long value, Settings broker) {
    int dot = name.indexOf('.');
    if (dot < 0 || value == null) {
      return null;
    }
    String kind = "group." + name.substring(0, dot);
    String rest = name.substring(dot).replace(".num.", ".");
    Long min = limit(kind + ".min" + rest, broker);
    if (min != null && value < min) {
      return name + " must be at least " + kind + ".min" + rest + ", which is " + min;
    }
    Long max = limit(kind + ".max" + rest, broker);
    if (max != null && value > max) {
      return name + " must be at most " + kind + ".max" + rest + ", which is " + max;
    }
    return null;
  }

  private static @Nullable Long limit(String name, Settings broker) {
    ConfigKey<?> key = BrokerKeys.BROKER.get(name);
    return key == null ? null : Settings.numberOrNull(broker.text(key));
  }
}
