package io.ottla.replication.controller;

import io.ottla.replication.image.MetadataDelta;

/** Carries out in a broker what changed in the metadata, as creating the logs of a new topic. */
public interface MetadataApplier {
  /**
   * Starts to carry out a change. Called on the controller loop, one change at a time in the order
   * of the log; must not block. The first change after a start goes from the empty image to
   * everything that the log holds.
   *
   * @param applied to be run exactly once, on any thread, when the change is done; the next one
   *     comes only then
   */
  void apply(MetadataDelta delta, Runnable applied);

  /**
   * Hears that the change is carried out and its image visible, before whoever asked for it is
   * answered. On the controller loop; must not block.
   */
  default void onVisible(MetadataDelta delta) {}
}
