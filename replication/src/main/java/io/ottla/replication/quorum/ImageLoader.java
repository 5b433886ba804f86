package io.ottla.replication.quorum;

import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.replication.image.Provenance;
import io.ottla.wire.message.AbortTransactionRecord;
import io.ottla.wire.message.BeginTransactionRecord;
import io.ottla.wire.message.EndTransactionRecord;
import io.ottla.wire.record.RecordBatch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Replays a log into an image. A metadata transaction (KIP-868; Apache Kafka's controller writes
 * its first records in one) counts only once it has ended. Owned by whoever loads.
 */
final class ImageLoader {
  private MetadataImage image = MetadataImage.EMPTY;
  private KraftState kraft = KraftState.INITIAL;
  private @Nullable MetadataImage beforeTransaction;

  /** Replays one batch of a log or snapshot. */
  void replay(RecordBatch batch) {
    if (batch.isControl()) {
      kraft = kraft.replay(batch);
    } else {
      MetadataBatches.read(batch).forEach(this::replay);
    }
    at(new Provenance(batch.lastOffset(), batch.partitionLeaderEpoch(), batch.maxTimestamp()));
  }

  private void replay(MetadataRecord record) {
    MetadataImage before = beforeTransaction;
    if (record.message() instanceof BeginTransactionRecord) {
      beforeTransaction = image;
    } else if (record.message() instanceof EndTransactionRecord) {
      beforeTransaction = null;
    } else if (record.message() instanceof AbortTransactionRecord && before != null) {
      image = before;
      beforeTransaction = null;
    } else {
      image = image.replay(record.message());
    }
  }

  /** Moves the image to a point of the log. */
  void at(Provenance provenance) {
    image = image.at(provenance);
  }

  /** The image without what an unfinished transaction did. */
  MetadataImage image() {
    return beforeTransaction == null ? image : beforeTransaction.at(image.provenance());
  }

  /** What says that an unfinished transaction will never end; empty when there is none. */
  List<MetadataRecord> abortOfUnfinished() {
    return beforeTransaction == null
        ? List.of()
        : List.of(MetadataRecord.of(new AbortTransactionRecord("unfinished at start")));
  }

  KraftState kraft() {
    return kraft;
  }
}
