package io.ottla.replication.quorum;

import io.ottla.replication.image.MetadataRecord;
import io.ottla.replication.image.Provenance;
import java.util.List;

/**
 * Records that are committed together.
 *
 * @param end the last of their offsets, its epoch and when it was appended
 * @param records in order; none for control records, which take offsets as well
 */
public record CommittedBatch(Provenance end, List<MetadataRecord> records) {
  /** Copies the records. */
  public CommittedBatch {
    records = List.copyOf(records);
  }
}
