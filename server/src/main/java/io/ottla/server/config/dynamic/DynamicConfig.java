package io.ottla.server.config.dynamic;

import io.ottla.server.config.BrokerConfig;
import io.ottla.server.config.Settings;
import io.ottla.server.config.key.ConfigKey;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The layers that a broker's values come from: what was set at run time for this broker, then for
 * all brokers, then the property file, then the defaults. Immutable; whoever applies metadata swaps
 * it whole.
 *
 * @param fixed the property file's texts
 * @param clusterDefaults set at run time for all brokers
 * @param broker set at run time for this broker
 */
public record DynamicConfig(
    Map<String, String> fixed, Map<String, String> clusterDefaults, Map<String, String> broker) {
  public DynamicConfig {
    fixed = Map.copyOf(fixed);
    clusterDefaults = Map.copyOf(clusterDefaults);
    broker = Map.copyOf(broker);
  }

  /** Before anything was set at run time. */
  public static DynamicConfig of(BrokerConfig config) {
    return new DynamicConfig(config.properties(), Map.of(), Map.of());
  }

  public DynamicConfig withClusterDefaults(Map<String, String> texts) {
    return new DynamicConfig(fixed, texts, broker);
  }

  public DynamicConfig withBroker(Map<String, String> texts) {
    return new DynamicConfig(fixed, clusterDefaults, texts);
  }

  /** The broker's value of a key that always has one. */
  public <T> T get(ConfigKey<T> key) {
    return settings().get(key);
  }

  /** The value of a topic's or group's key that always has one, given what was set for it. */
  public <T> T get(ConfigKey<T> key, Map<String, String> overrides) {
    return settings(overrides).get(key);
  }

  /** The broker's merged settings. Built anew at each call: take it once. */
  public Settings settings() {
    Map<String, String> merged = new HashMap<>(fixed);
    merged.putAll(clusterDefaults);
    merged.putAll(broker);
    return new Settings(merged);
  }

  /** A topic's or group's settings on top of the broker's. */
  public Settings settings(Map<String, String> overrides) {
    return new Settings(overrides, settings());
  }

  /** The text of a property in one layer; null where the layer has none. */
  @Nullable String layer(ConfigSource source, String name) {
    return switch (source) {
      case BROKER -> broker.get(name);
      case CLUSTER_DEFAULT -> clusterDefaults.get(name);
      case STATIC -> fixed.get(name);
      default -> null;
    };
  }
}
