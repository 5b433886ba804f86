package io.ottla.server.config.dynamic;

import org.jspecify.annotations.Nullable;

/**
 * One change of IncrementalAlterConfigs.
 *
 * @param value null only for a deletion
 */
public record ConfigOp(String name, Kind kind, @Nullable String value) {
  /** What is done; the protocol numbers them in this order. */
  public enum Kind {
    SET,
    DELETE,
    APPEND,
    SUBTRACT;

    private static final Kind[] BY_ID = values();

    /** The operation of a number in the request; null where there is none. */
    public static @Nullable Kind of(byte id) {
      return id >= 0 && id < BY_ID.length ? BY_ID[id] : null;
    }
  }
}
