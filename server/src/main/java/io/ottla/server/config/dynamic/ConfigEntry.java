package io.ottla.server.config.dynamic;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One property as DescribeConfigs shows it.
 *
 * @param value null where it has none or must not be seen
 * @param type the type's number in the response; 0 where it is not known
 * @param synonyms every layer that has a value for it, the one that counts first
 */
public record ConfigEntry(
    String name,
    @Nullable String value,
    ConfigSource source,
    byte type,
    boolean sensitive,
    boolean readOnly,
    List<Synonym> synonyms,
    String documentation) {
  public ConfigEntry {
    synonyms = List.copyOf(synonyms);
  }

  /** A value for the same setting in one layer, perhaps under another name. */
  public record Synonym(String name, @Nullable String value, ConfigSource source) {}

  /** Whether the value is nobody's choice. */
  public boolean isDefault() {
    return source == ConfigSource.DEFAULT;
  }
}
