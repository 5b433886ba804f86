package io.ottla.server.config.key;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the text of a property becomes a value and back.
 *
 * @param <T> the value's class; immutable
 */
public final class ConfigType<T> {
  public static final ConfigType<Boolean> BOOLEAN =
      new ConfigType<>("BOOLEAN", 1, "true or false", ConfigType::parseBoolean, Object::toString);
  public static final ConfigType<String> STRING =
      new ConfigType<>("STRING", 2, "a text", String::trim, text -> text);
  public static final ConfigType<Integer> INT =
      new ConfigType<>("INT", 3, "a number of type INT", Integer::valueOf, Object::toString);
  public static final ConfigType<Short> SHORT =
      new ConfigType<>("SHORT", 4, "a number of type SHORT", Short::valueOf, Object::toString);
  public static final ConfigType<Long> LONG =
      new ConfigType<>("LONG", 5, "a number of type LONG", Long::valueOf, Object::toString);
  public static final ConfigType<Double> DOUBLE =
      new ConfigType<>("DOUBLE", 6, "a number of type DOUBLE", Double::valueOf, Object::toString);
  public static final ConfigType<List<String>> LIST =
      new ConfigType<>("LIST", 7, "a list", ConfigType::parseList, list -> String.join(",", list));
  public static final ConfigType<String> CLASS =
      new ConfigType<>("CLASS", 8, "a class name", String::trim, text -> text);
  public static final ConfigType<String> PASSWORD =
      new ConfigType<>("PASSWORD", 9, "a text", text -> text, text -> text);

  private final String name;
  private final byte id;
  private final String expectation;
  private final Function<String, @Nullable T> parser;
  private final Function<T, String> formatter;

  private ConfigType(
      String name,
      int id,
      String expectation,
      Function<String, @Nullable T> parser,
      Function<T, String> formatter) {
    this.name = name;
    this.id = (byte) id;
    this.expectation = expectation;
    this.parser = parser;
    this.formatter = formatter;
  }

  /** The type's name as tools print it. */
  public String name() {
    return name;
  }

  /** The type's number in a DescribeConfigs response (KIP-569). */
  public byte id() {
    return id;
  }

  /** Whether values of this type are kept from everyone's eyes. */
  public boolean sensitive() {
    return this == PASSWORD;
  }

  /** What a text must be, for messages: "a number of type INT". */
  String expectation() {
    return expectation;
  }

  /** Null where the text is not of this type. */
  public @Nullable T parse(String text) {
    try {
      return parser.apply(this == PASSWORD ? text : text.trim());
    } catch (NumberFormatException e) {
      return null;
    }
  }

  String format(T value) {
    return formatter.apply(Objects.requireNonNull(value));
  }

  private static @Nullable Boolean parseBoolean(String text) {
    if (text.equalsIgnoreCase("true")) {
      return true;
    }
    return text.equalsIgnoreCase("false") ? false : null;
  }

  private static List<String> parseList(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    return Stream.of(text.split(",", -1))
        .map(String::trim)
        .collect(Collectors.toUnmodifiableList());
  }

  @Override
  public String toString() {
    return name;
  }
}
