package io.ottla.server.config.dynamic;

import io.ottla.wire.protocol.ErrorCode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a change of configurations comes to.
 *
 * @param values all texts of the resource after the change; those before it where there is an error
 * @param message null where there is no error
 */
public record ConfigChange(Map<String, String> values, ErrorCode error, @Nullable String message) {
  public ConfigChange {
    values = Map.copyOf(values);
  }

  static ConfigChange accepted(Map<String, String> values) {
    return new ConfigChange(values, ErrorCode.NONE, null);
  }

  public boolean accepted() {
    return error == ErrorCode.NONE;
  }
}
