package io.ottla.compat.streams;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The words of a line, for the Streams program and for the plain count it is compared with. */
final class Words {
  private Words() {}

  static List<String> of(String line) {
    return Arrays.stream(line.toLowerCase(Locale.ROOT).split("[^\\p{L}']+", -1))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  /** How often each word occurs. */
  static Map<String, Long> count(List<String> lines) {
    Map<String, Long> counts = new TreeMap<>();
    lines.forEach(line -> of(line).forEach(word -> counts.merge(word, 1L, Long::sum)));
    return counts;
  }
}
