package io.ottla.replication.controller;

/** The levels of a feature that a node supports, both ends included. */
public record FeatureRange(short min, short max) {
  /** Whether the level is supported. */
  public boolean contains(int level) {
    return level >= min && level <= max;
  }
}
