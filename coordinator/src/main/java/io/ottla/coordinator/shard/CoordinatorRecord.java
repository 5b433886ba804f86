package io.ottla.coordinator.shard;

import io.ottla.wire.codec.ApiMessage;
import org.jspecify.annotations.Nullable;

/**
 * A record of an internal topic.
 *
 * @param type the number that prefixes the key on disk
 * @param value null for a tombstone
 */
public record CoordinatorRecord(short type, ApiMessage key, @Nullable Value value) {
  /**
   * A value and the version that it is written in.
   *
   * @param version prefixes the value on disk
   */
  public record Value(short version, ApiMessage message) {}

  /** A record that sets the key's value. */
  public static CoordinatorRecord set(short type, ApiMessage key, short version, ApiMessage value) {
    return new CoordinatorRecord(type, key, new Value(version, value));
  }

  /** A record that removes the key. */
  public static CoordinatorRecord tombstone(short type, ApiMessage key) {
    return new CoordinatorRecord(type, key, null);
  }

  /** The value's message, or null for a tombstone. */
  public @Nullable ApiMessage message() {
    return value == null ? null : value.message();
  }
}
