package io.ottla.server.config.key;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which values of its type a key accepts. */
public interface Constraint {
  /** What is wrong with the value, as the end of a sentence; null where nothing is. */
  @Nullable String problem(Object value);

  /** The accepted values as documentation shows them; empty for all. */
  String text();

  /** Accepts everything. */
  record Any() implements Constraint {
    static final Any INSTANCE = new Any();

    @Override
    public @Nullable String problem(Object value) {
      return null;
    }

    @Override
    public String text() {
      return "";
    }
  }

  /** Accepts numbers from {@code min} to {@code max}, both included; null sets no bound. */
  record Range(Number min, @Nullable Number max) implements Constraint {
    @Override
    public @Nullable String problem(Object value) {
      double number = ((Number) value).doubleValue();
      if (number < min.doubleValue()) {
        return "must be at least " + min;
      }
      return max != null && number > max.doubleValue() ? "must be at most " + max : null;
    }

    @Override
    public String text() {
      return "[" + min + ",..." + (max == null ? "" : "," + max) + "]";
    }
  }

  /** Accepts a range and one number outside it. */
  record RangeOr(Range range, Number other) implements Constraint {
    @Override
    public @Nullable String problem(Object value) {
      String problem = range.problem(value);
      return problem == null || value.equals(other) ? null : problem + " or equal to " + other;
    }

    @Override
    public String text() {
      return range.text() + " or " + other;
    }
  }

  /** Accepts some words: as a text one of them, as a list any of them. */
  record OneOf(List<String> words, boolean ignoreCase) implements Constraint {
    public OneOf {
      words = List.copyOf(words);
    }

    @Override
    public @Nullable String problem(Object value) {
      List<?> given = value instanceof List<?> list ? list : List.of(value);
      return given.stream().allMatch(this::accepts)
          ? null
          : "must be one of " + String.join(", ", words);
    }

    private boolean accepts(Object word) {
      String text = word.toString();
      return words.contains(ignoreCase ? text.toUpperCase(Locale.ROOT) : text);
    }

    @Override
    public String text() {
      return (ignoreCase ? "(case insensitive) " : "") + words;
    }
  }

  /** Accepts what matches a pattern; a list when each element does, or as a whole word. */
  record Matching(Pattern pattern, String text) implements Constraint {
    @Override
    public @Nullable String problem(Object value) {
      List<?> given = value instanceof List<?> list ? list : List.of(value);
      boolean matches = given.stream().allMatch(one -> pattern.matcher(one.toString()).matches());
      return matches ? null : "must have the form " + text;
    }
  }
}
