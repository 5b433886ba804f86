package io.ottla.wire.generator;

/**
 * A range of versions; empty when {@code lowest > highest}.
 *
 * @param lowest the first version
 * @param highest the last version, {@link Short#MAX_VALUE} for "and all later"
 */
record Versions(int lowest, int highest) {
  static final Versions NONE = new Versions(0, -1);

  /** Parses {@code none}, {@code 3}, {@code 3-7} or {@code 3+}. */
  static Versions parse(String text) {
    if (text.equals("none")) {
      return NONE;
    }
    if (text.endsWith("+")) {
      return new Versions(Integer.parseInt(text.substring(0, text.length() - 1)), Short.MAX_VALUE);
    }
    int dash = text.indexOf('-');
    if (dash < 0) {
      int only = Integer.parseInt(text);
      return new Versions(only, only);
    }
    return new Versions(
        Integer.parseInt(text.substring(0, dash)), Integer.parseInt(text.substring(dash + 1)));
  }

  boolean isEmpty() {
    return lowest > highest;
  }

  boolean contains(Versions other) {
    return other.isEmpty() || (lowest <= other.lowest && highest >= other.highest);
  }

  Versions intersect(Versions other) {
    return new Versions(Math.max(lowest, other.lowest), Math.min(highest, other.highest));
  }

  /** A Java condition on {@code version} that holds in this range, given that {@code all} holds. */
  String condition(Versions all) {
    if (contains(all)) {
      return "true";
    }
    Versions here = intersect(all);
    if (here.isEmpty()) {
      return "false";
    }
    if (here.lowest == here.highest) {
      return "version == " + here.lowest;
    }
    if (here.lowest <= all.lowest) {
      return "version <= " + here.highest;
    }
    if (here.highest >= all.highest) {
      return "version >= " + here.lowest;
    }
    return "(version >= " + here.lowest + " && version <= " + here.highest + ")";
  }
}
