package io.ottla.server.config;

import io.ottla.server.config.key.ConfigKey;
import io.ottla.server.config.key.ConfigKey.Fallback;
import io.ottla.server.config.key.ConfigType;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Values of keys from property texts: the text given for a key, else that of the keys it falls back
 * to, else a default. Texts of a topic or group fall back to the broker's settings.
 */
public final class Settings {
  private final Map<String, String> texts;
  private final Settings fallbacks;

  /** Settings of a broker. */
  public Settings(Map<String, String> texts) {
    this.texts = Map.copyOf(texts);
    this.fallbacks = this;
  }

  /** Settings of a topic or group, whose keys fall back to the broker's. */
  public Settings(Map<String, String> texts, Settings broker) {
    this.texts = Map.copyOf(texts);
    this.fallbacks = broker;
  }

  /** The value of a key that always has one; its default where the text is not valid. */
  public <T> T get(ConfigKey<T> key) {
    return Objects.requireNonNull(find(key), key.name());
  }

  /** The value of a key; null where it is not set and has no default. */
  public <T> @Nullable T find(ConfigKey<T> key) {
    String text = text(key);
    if (text == null) {
      return null;
    }
    ConfigKey.Parsed<T> parsed = key.parse(text);
    return parsed.problem() == null ? parsed.value() : key.defaultValue();
  }

  /** The text that a key's value comes from, in the key's own unit. */
  public @Nullable String text(ConfigKey<?> key) {
    String given = given(key);
    return given != null ? given : byDefault(key);
  }

  /** The number a text says; null where it says none. */
  public static @Nullable Long numberOrNull(@Nullable String text) {
    return text == null ? null : ConfigType.LONG.parse(text);
  }

  private @Nullable String given(ConfigKey<?> key) {
    String own = texts.get(key.name());
    if (own != null) {
      return own;
    }
    for (Fallback fallback : key.fallbacks()) {
      String text = fallbacks.given(fallback.key());
      if (text != null && fallback.key().parse(text).problem() == null) {
        return fallback.convert(text);
      }
    }
    return null;
  }

  private @Nullable String byDefault(ConfigKey<?> key) {
    String own = key.defaultText();
    if (own != null || key.fallbacks().isEmpty()) {
      return own;
    }
    Fallback last = key.fallbacks().get(key.fallbacks().size() - 1);
    String text = last.key().defaultText();
    return text == null ? null : last.convert(text);
  }
}
