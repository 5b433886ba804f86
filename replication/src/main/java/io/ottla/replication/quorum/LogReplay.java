package io.ottla.replication.quorum;

import io.ottla.replication.image.Provenance;
import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.StorageException;
import io.ottla.storage.log.LogRead;
import io.ottla.storage.log.PartitionLog;
import io.ottla.wire.codec.MalformedRequestException;
import io.ottla.wire.codec.UnsupportedVersionException;
import io.ottla.wire.record.RecordBatch;
import io.ottla.wire.record.RecordBatches;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds the image from the newest readable snapshot and what the log holds behind it. */
final class LogReplay {
  private static final Logger LOG = LoggerFactory.getLogger(LogReplay.class);
  private static final int READ_BYTES = 1 << 20;

  private LogReplay() {}

  /** Replays everything; a log that is behind its snapshot starts again at the snapshot's end. */
  static ImageLoader replay(Disk disk, PartitionLog log) {
    ImageLoader loader = newestSnapshot(disk, log);
    long snapshotEnd = loader.image().provenance().offset() + 1;
    if (snapshotEnd > log.logEndOffset()) {
      log.truncateFullyAndStartAt(snapshotEnd);
    }
    replayLog(log, loader);
    return loader;
  }

  /** The newest that can be read and that the log reaches; nothing where the log holds it all. */
  private static ImageLoader newestSnapshot(Disk disk, PartitionLog log) {
    List<SnapshotFile.Id> snapshots = SnapshotFile.list(disk, log.directory());
    for (int i = snapshots.size() - 1; i >= 0; i--) {
      SnapshotFile.Id id = snapshots.get(i);
      if (id.endOffset() < log.logStartOffset()) {
        break;
      }
      try {
        return loadSnapshot(disk, log.directory(), id);
      } catch (StorageException e) {
        LOG.warn("metadata snapshot unreadable, trying an older one file={}", id.fileName(), e);
      }
    }
    if (log.logStartOffset() > 0) {
      throw new StorageException(
          "no readable snapshot in " + log.directory() + " up to offset " + log.logStartOffset());
    }
    return new ImageLoader();
  }

  private static ImageLoader loadSnapshot(Disk disk, Path directory, SnapshotFile.Id id) {
    ImageLoader loader = new ImageLoader();
    SnapshotFile.read(disk, directory.resolve(id.fileName()), batch -> replay(batch, loader));
    long timeMs = loader.image().provenance().appendTimeMs();
    loader.at(new Provenance(id.endOffset() - 1, id.epoch(), timeMs));
    return loader;
  }

  private static void replayLog(PartitionLog log, ImageLoader loader) {
    long end = log.logEndOffset();
    long next = loader.image().provenance().offset() + 1;
    while (next < end) {
      LogRead read = log.read(next, READ_BYTES, end, /* atLeastOneBatch= */ true);
      next = replay(read, next, loader);
    }
  }

  private static long replay(LogRead read, long from, ImageLoader loader) {
    ByteBuffer bytes = ByteBuffer.allocate(read.records().sizeInBytes());
    try {
      read.records().writeTo(bytes);
    } finally {
      read.records().release();
    }
    long next = from;
    RecordBatches batches = new RecordBatches(bytes.flip());
    while (batches.next()) {
      if (batches.batch().baseOffset() >= next) {
        replay(batches.batch(), loader);
      }
      next = Math.max(next, batches.batch().nextOffset());
    }
    if (next == from) {
      throw new StorageException("metadata log unreadable at offset " + from);
    }
    return next;
  }

  /**
   * A record that this version cannot read, as of a later release, is no reason to go on without.
   */
  private static void replay(RecordBatch batch, ImageLoader loader) {
    try {
      loader.replay(batch);
    } catch (MalformedRequestException | UnsupportedVersionException e) {
      throw new StorageException(
          "metadata not readable at offset " + batch.baseOffset() + ": " + e.getMessage());
    }
  }
}
