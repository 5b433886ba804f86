package io.ottla.server.config.key;

import io.ottla.server.config.key.ConfigKey.Fallback;
import io.ottla.server.config.key.ConfigKey.Importance;
import io.ottla.server.config.key.ConfigKey.UpdateMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The keys of one subject, in the order they were written down. Filled while its class loads. */
public final class KeyArea {
  private final String title;
  private final List<ConfigKey<?>> keys = new ArrayList<>();

  KeyArea(String title) {
    this.title = title;
  }

  /** The heading over these keys in the reference. */
  public String title() {
    return title;
  }

  public List<ConfigKey<?>> keys() {
    return Collections.unmodifiableList(keys);
  }

  /** Begins a key that has no value where nobody sets it. */
  <T> Draft<T> key(String name, ConfigType<T> type) {
    return new Draft<>(name, type, null);
  }

  /** Begins a key with a default. */
  <T> Draft<T> key(String name, ConfigType<T> type, T defaultValue) {
    return new Draft<>(name, type, defaultValue);
  }

  /** A key being written down; {@link #doc} ends it. Unless said otherwise: medium, read-only. */
  final class Draft<T> {
    private final String name;
    private final ConfigType<T> type;
    private final @Nullable T defaultValue;
    private final List<Fallback> fallbacks = new ArrayList<>();
    private Constraint constraint = Constraint.Any.INSTANCE;
    private Importance importance = Importance.MEDIUM;
    private UpdateMode updateMode = UpdateMode.READ_ONLY;
    private boolean honoured;

    private Draft(String name, ConfigType<T> type, @Nullable T defaultValue) {
      this.name = name;
      this.type = type;
      this.defaultValue = defaultValue;
    }

    Draft<T> atLeast(Number min) {
      return accepts(new Constraint.Range(min, null));
    }

    Draft<T> between(Number min, Number max) {
      return accepts(new Constraint.Range(min, max));
    }

    Draft<T> oneOf(String... words) {
      return accepts(new Constraint.OneOf(List.of(words), false));
    }

    Draft<T> oneOfIgnoringCase(String... words) {
      return accepts(new Constraint.OneOf(List.of(words), true));
    }

    Draft<T> matching(String pattern, String text) {
      return accepts(new Constraint.Matching(Pattern.compile(pattern), text));
    }

    Draft<T> accepts(Constraint accepted) {
      constraint = accepted;
      return this;
    }

    Draft<T> high() {
      importance = Importance.HIGH;
      return this;
    }

    Draft<T> low() {
      importance = Importance.LOW;
      return this;
    }

    Draft<T> perBroker() {
      updateMode = UpdateMode.PER_BROKER;
      return this;
    }

    Draft<T> clusterWide() {
      updateMode = UpdateMode.CLUSTER_WIDE;
      return this;
    }

    Draft<T> honoured() {
      honoured = true;
      return this;
    }

    Draft<T> orElse(ConfigKey<?> other) {
      return orElse(other, 1);
    }

    Draft<T> orElse(ConfigKey<?> other, long factor) {
      fallbacks.add(new Fallback(other, factor));
      return this;
    }

    ConfigKey<T> doc(String sentence) {
      ConfigKey<T> key =
          new ConfigKey<>(
              name,
              type,
              defaultValue,
              constraint,
              importance,
              updateMode,
              honoured,
              fallbacks,
              sentence);
      keys.add(key);
      return key;
    }
  }
}
