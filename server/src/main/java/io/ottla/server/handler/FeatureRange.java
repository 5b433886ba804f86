package io.ottla.server.handler;

import java.util.List;

/**
 * The levels of a feature that this release can run (KIP-584).
 *
 * @param name of the feature
 * @param lowest level that can be finalized; 0 means that it may be off
 * @param highest level that can be finalized
 */
record FeatureRange(String name, short lowest, short highest) {
  /** What Kafka 4.3 supports, in the order it lists them. */
  static final List<FeatureRange> SUPPORTED =
      List.of(
          of("group.version", 0, 1),
          of("kraft.version", 0, 1),
          of("metadata.version", 7, 30),
          of("share.version", 0, 1),
          of("streams.version", 0, 1),
          of("transaction.version", 0, 2),
          of("eligible.leader.replicas.version", 0, 1));

  private static FeatureRange of(String name, int lowest, int highest) {
    return new FeatureRange(name, (short) lowest, (short) highest);
  }
}
