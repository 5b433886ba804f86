package io.ottla.server.handler;

import java.util.Map;

/**
 * The levels that the cluster has settled on.
 *
 * @param epoch the offset of the metadata they are taken from; −1 while nothing is known
 * @param levels by feature name; a feature at level 0 is left out
 */
public record FinalizedFeatures(long epoch, Map<String, Short> levels) {
  /** Before the first metadata has been read. */
  public static final FinalizedFeatures UNKNOWN = new FinalizedFeatures(-1, Map.of());

  public FinalizedFeatures {
    levels = Map.copyOf(levels);
  }
}
