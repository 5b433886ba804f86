package io.ottla.server.handler;

import io.ottla.replication.controller.MetadataView;

/** The feature that opens the cluster to consumer groups of the new protocol (KIP-848). */
final class GroupFeature {
  private static final String NAME = "group.version";

  private GroupFeature() {}

  static boolean isFinalized(MetadataView metadata) {
    return metadata.image().features().level(NAME) >= 1;
  }
}
