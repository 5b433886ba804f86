package io.ottla.coordinator.group.consumer;

import java.util.Map;
import java.util.function.UnaryOperator;

/** A map that is copied when it is first changed; until then the original is read. */
final class LazyCopy<K, V> {
  private final UnaryOperator<Map<K, V>> copier;
  private Map<K, V> map;
  private boolean copied;

  LazyCopy(Map<K, V> original, UnaryOperator<Map<K, V>> copier) {
    this.map = original;
    this.copier = copier;
  }

  /** To read from; not to be kept over a change. */
  Map<K, V> now() {
    return map;
  }

  /** To change. */
  Map<K, V> own() {
    if (!copied) {
      map = copier.apply(map);
      copied = true;
    }
    return map;
  }
}
