package io.ottla.replication.controller;

import io.ottla.replication.image.MetadataImage;

/** The metadata as this broker has carried it out. */
public interface MetadataView {
  /** The current image: one volatile read, from any thread. */
  MetadataImage image();
}
