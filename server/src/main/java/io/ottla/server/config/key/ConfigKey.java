package io.ottla.server.config.key;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One property as data: everything that parsing, DescribeConfigs and the reference page need.
 *
 * @param name the property's name; Kafka's own unless it begins with {@code ottla.}
 * @param type how its text is read
 * @param defaultValue its value where nobody sets it; null where it then has none
 * @param constraint which values it accepts
 * @param importance how soon a reader of the reference should meet it
 * @param updateMode whether and where it changes at run time
 * @param honoured whether Ottla acts on it yet
 * @param fallbacks where its value comes from when it is not set itself, nearest first
 * @param doc one sentence for the reference and for DescribeConfigs
 */
public record ConfigKey<T>(
    String name,
    ConfigType<T> type,
    @Nullable T defaultValue,
    Constraint constraint,
    Importance importance,
    UpdateMode updateMode,
    boolean honoured,
    List<Fallback> fallbacks,
    String doc) {
  public ConfigKey {
    fallbacks = List.copyOf(fallbacks);
  }

  /** How much a key matters to an operator. */
  public enum Importance {
    HIGH,
    MEDIUM,
    LOW
  }

  /** Whether a key changes at run time. */
  public enum UpdateMode {
    /** Only at a start. */
    READ_ONLY,
    /** At run time, for one broker at a time. */
    PER_BROKER,
    /** At run time, for one broker or for all. */
    CLUSTER_WIDE
  }

  /**
   * Another key that stands in for this one.
   *
   * @param key the other key
   * @param factor what its number is multiplied by: 3,600,000 from hours to milliseconds; negative
   *     numbers, which mean "never", become -1
   */
  public record Fallback(ConfigKey<?> key, long factor) {
    /** The other key's text in this key's unit. */
    public String convert(String text) {
      if (factor == 1) {
        return text;
      }
      long number = Long.parseLong(text.trim());
      return Long.toString(number < 0 ? -1 : number * factor);
    }
  }

  /**
   * What became of a text: a value or a problem.
   *
   * @param problem a whole sentence that names key, value and reason
   */
  public record Parsed<T>(@Nullable T value, @Nullable String problem) {}

  /** Reads a text given for this key. */
  public Parsed<T> parse(String text) {
    T value = type.parse(text);
    if (value == null) {
      return new Parsed<>(null, complaint(text, "must be " + type.expectation()));
    }
    String problem = constraint.problem(value);
    return new Parsed<>(value, problem == null ? null : complaint(text, problem));
  }

  /** The text of the value that a text stands for; the text itself where it stands for none. */
  public String canonical(String text) {
    T value = type.parse(text);
    return value == null ? text : type.format(value);
  }

  /** The default as a property's text; null where there is none. */
  public @Nullable String defaultText() {
    return defaultValue == null ? null : type.format(defaultValue);
  }

  public boolean dynamic() {
    return updateMode != UpdateMode.READ_ONLY;
  }

  private String complaint(String text, String reason) {
    String shown = type.sensitive() ? "[hidden]" : text;
    return "Invalid value " + shown + " for configuration " + name + ": " + reason;
  }
}
