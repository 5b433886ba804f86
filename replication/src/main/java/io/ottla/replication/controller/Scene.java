package io.ottla.replication.controller;

import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.RecordVersions;
import io.ottla.wire.protocol.Uuid;
import java.util.function.Supplier;

/**
 * All that a decision may depend on besides the command.
 *
 * @param image everything decided before, committed or not; its provenance ends at the offset
 *     before the first record of this decision
 * @param context who asks
 * @param nowMs milliseconds since the epoch
 * @param newIds gives a new random id that is not zero or reserved
 */
public record Scene(
    MetadataImage image, ControllerRequestContext context, long nowMs, Supplier<Uuid> newIds) {
  /** The offset that the first record of this decision will have. */
  public long nextOffset() {
    return image.provenance().offset() + 1;
  }

  /** The version of the request. */
  public short version() {
    return context.version();
  }

  /** In which version partitions are recorded. */
  public short partitionRecordVersion() {
    return RecordVersions.partition(image.features().metadataVersion());
  }
}
