package io.ottla.compat.support;

import java.util.List;

/** Compares long lists of lines and says where they first differ, not what they are. */
public final class Lines {
  private Lines() {}

  /** Fails with the first line that differs. */
  public static void assertSame(List<String> expected, List<String> actual) {
    int common = Math.min(expected.size(), actual.size());
    for (int i = 0; i < common; i++) {
      if (!expected.get(i).equals(actual.get(i))) {
        throw new AssertionError(
            "line " + i + " should be <" + expected.get(i) + "> but is <" + actual.get(i) + ">");
      }
    }
    if (expected.size() != actual.size()) {
      throw new AssertionError(expected.size() + " lines expected, " + actual.size() + " came");
    }
  }
}
