package io.ottla.replication.image;

import io.ottla.wire.message.ConfigRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a dynamic configuration belongs to.
 *
 * @param type one of the constants here, as on the wire
 * @param name topic, group or subscription name; a broker id, or empty for all brokers
 */
public record ConfigResource(byte type, String name) {
  /** A topic. */
  public static final byte TOPIC = 2;

  /** A broker, or with an empty name the default of all brokers. */
  public static final byte BROKER = 4;

  /** The log levels of a broker; never in the metadata. */
  public static final byte BROKER_LOGGER = 8;

  /** A client-metrics subscription (KIP-714). */
  public static final byte CLIENT_METRICS = 16;

  /** A consumer, share or streams group. */
  public static final byte GROUP = 32;

  /** What applies to every broker that does not say otherwise. */
  public static final ConfigResource ALL_BROKERS = new ConfigResource(BROKER, "");

  /** A topic's configuration. */
  public static ConfigResource topic(String name) {
    return new ConfigResource(TOPIC, name);
  }

  /** A broker's configuration. */
  public static ConfigResource broker(int id) {
    return new ConfigResource(BROKER, Integer.toString(id));
  }

  /** A group's configuration. */
  public static ConfigResource group(String id) {
    return new ConfigResource(GROUP, id);
  }

  /** The record that sets a value, or with null removes it. */
  public MetadataRecord set(String key, @Nullable String value) {
    return MetadataRecord.of(new ConfigRecord(type, name, key, value));
  }
}
