package io.ottla.compat.support;

import java.util.Map;

/** Maps that must have what is asked of them. */
public final class Maps {
  private Maps() {}

  /** The value of a key; fails where there is none. */
  public static <K, V> V value(Map<K, V> map, K key) {
    V value = map.get(key);
    if (value == null) {
      throw new AssertionError("no " + key + " in " + map);
    }
    return value;
  }
}
