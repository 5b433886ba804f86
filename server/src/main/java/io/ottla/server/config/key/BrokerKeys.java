package io.ottla.server.config.key;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All keys of a broker, of a topic and of a group, by name. */
public final class BrokerKeys {
  /**
   * Begins the properties of one listener: {@code listener.name.internal.ssl.keystore.location}.
   */
  public static final String LISTENER_PREFIX = "listener.name.";

  /** The subjects of the broker's keys, in the reference's order. */
  public static final List<KeyArea> AREAS =
      List.of(
          QuorumKeys.AREA,
          NetworkKeys.AREA,
          LogKeys.AREA,
          CleanerKeys.AREA,
          TopicDefaultKeys.AREA,
          ReplicationKeys.AREA,
          GroupKeys.AREA,
          TransactionKeys.AREA,
          ShareGroupKeys.AREA,
          StreamsGroupKeys.AREA,
          SecurityKeys.AREA,
          TlsKeys.AREA,
          SaslKeys.AREA,
          OauthKeys.AREA,
          QuotaKeys.AREA,
          MetricsKeys.AREA,
          RemoteLogKeys.AREA,
          OttlaKeys.AREA);

  /** The broker's keys in alphabetical order. */
  public static final Map<String, ConfigKey<?>> BROKER = byName(AREAS);

  /** A topic's keys in alphabetical order. */
  public static final Map<String, ConfigKey<?>> TOPIC = byName(List.of(TopicKeys.AREA));

  /** A group's keys in alphabetical order. */
  public static final Map<String, ConfigKey<?>> GROUP = byName(List.of(GroupConfigKeys.AREA));

  /** A client metrics subscription's keys in alphabetical order. */
  public static final Map<String, ConfigKey<?>> CLIENT_METRICS =
      byName(List.of(ClientMetricsKeys.AREA));

  private static final Map<String, ConfigKey<?>> THROTTLES = byName(List.of(ThrottleKeys.AREA));

  private BrokerKeys() {}

  /**
   * The broker key that a property names, for one listener ({@code listener.name.x.ssl.protocol},
   * {@code listener.name.x.plain.sasl.jaas.config}) or for all; null where there is none.
   */
  public static @Nullable ConfigKey<?> find(String property) {
    ConfigKey<?> key = BROKER.get(property);
    if (key != null || !property.startsWith(LISTENER_PREFIX)) {
      return key;
    }
    int dot = property.indexOf('.', LISTENER_PREFIX.length());
    while (dot >= 0 && key == null) {
      key = BROKER.get(property.substring(dot + 1));
      dot = property.indexOf('.', dot + 1);
    }
    return key;
  }

  /** As {@link #find}, with the keys that exist only at run time. */
  public static @Nullable ConfigKey<?> findDynamic(String property) {
    ConfigKey<?> throttle = THROTTLES.get(property);
    return throttle != null ? throttle : find(property);
  }

  private static Map<String, ConfigKey<?>> byName(List<KeyArea> areas) {
    Map<String, ConfigKey<?>> keys = new TreeMap<>();
    for (KeyArea area : areas) {
      area.keys().forEach(key -> keys.put(key.name(), key));
    }
    return Collections.unmodifiableMap(keys);
  }
}
