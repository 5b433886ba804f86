package io.ottla.replication.quorum;

import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.MetadataRecord;
import io.ottla.replication.image.MetadataSnapshotWriter;
import io.ottla.replication.image.Provenance;
import io.ottla.replication.quorum.MetadataBatches.ControlRecord;
import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.DiskFile;
import io.ottla.storage.disk.StorageException;
import io.ottla.wire.message.SnapshotFooterRecord;
import io.ottla.wire.message.SnapshotHeaderRecord;
import io.ottla.wire.record.ControlType;
import io.ottla.wire.record.RecordBatch;
import io.ottla.wire.record.RecordBatches;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A {@code .checkpoint} file: a batch with a header and the state of the quorum, batches of
 * metadata records, and a batch with a footer. Its name gives the offset behind the last contained
 * record, and that record's epoch: {@code 00000000000000000042-0000000003.checkpoint}.
 */
final class SnapshotFile {
  private static final String SUFFIX = ".checkpoint";
  private static final int OFFSET_DIGITS = 20;
  private static final int EPOCH_DIGITS = 10;
  private static final int RECORDS_PER_BATCH = 1_024;

  private SnapshotFile() {}

  /**
   * Which snapshot a file is.
   *
   * @param endOffset the offset behind the last contained record
   * @param epoch the epoch of that record
   */
  record Id(long endOffset, int epoch) implements Comparable<Id> {
    String fileName() {
      return String.format(Locale.ROOT, "%020d-%010d%s", endOffset, epoch, SUFFIX);
    }

    static @Nullable Id parse(String name) {
      if (name.length() != OFFSET_DIGITS + 1 + EPOCH_DIGITS + SUFFIX.length()
          || !name.endsWith(SUFFIX)) {
        return null;
      }
      try {
        return new Id(
            Long.parseLong(name.substring(0, OFFSET_DIGITS)),
            Integer.parseInt(name.substring(OFFSET_DIGITS + 1, name.length() - SUFFIX.length())));
      } catch (NumberFormatException e) {
        return null;
      }
    }

    @Override
    public int compareTo(Id other) {
      int byOffset = Long.compare(endOffset, other.endOffset);
      return byOffset != 0 ? byOffset : Integer.compare(epoch, other.epoch);
    }
  }

  /** The snapshots in a directory, oldest first. */
  static List<Id> list(Disk disk, Path directory) {
    List<Id> ids = new ArrayList<>();
    for (String name : disk.list(directory)) {
      Id id = Id.parse(name);
      if (id != null) {
        ids.add(id);
      }
    }
    ids.sort(null);
    return ids;
  }

  /** Replays a file batch by batch; any damage is a {@link StorageException}. */
  static void read(Disk disk, Path path, Consumer<RecordBatch> replay) {
    byte[] bytes = disk.readAll(path);
    RecordBatches batches = new RecordBatches(ByteBuffer.wrap(bytes == null ? new byte[0] : bytes));
    while (batches.next()) {
      if (!batches.batch().isCrcValid()) {
        throw new StorageException("damaged batch in " + path + ": " + batches.batch());
      }
      replay.accept(batches.batch());
    }
    if (batches.rest() != RecordBatches.Rest.NOTHING) {
      throw new StorageException("damaged end of " + path);
    }
  }

  /** Writes a snapshot of an image into the directory of the log, durably. */
  static Id write(Disk disk, Path directory, MetadataImage image, KraftState kraft) {
    Provenance end = image.provenance();
    Id id = new Id(end.offset() + 1, Math.max(0, end.epoch()));
    List<MetadataRecord> records = new ArrayList<>();
    MetadataSnapshotWriter.write(image, records::add);
    write(disk, directory.resolve(id.fileName()), records, kraft, end.appendTimeMs());
    return id;
  }

  /** Writes a file that holds these records, durably. */
  static void write(
      Disk disk, Path path, List<MetadataRecord> records, KraftState kraft, long timeMs) {
    List<ControlRecord> header = new ArrayList<>();
    header.add(
        new ControlRecord(
            ControlType.SNAPSHOT_HEADER, new SnapshotHeaderRecord((short) 0, timeMs)));
    header.addAll(kraft.toRecords());
    Path part = path.resolveSibling(path.getFileName() + ".part");
    disk.delete(part);
    try (DiskFile file = disk.open(part, Disk.Mode.CREATE)) {
      long offset = append(file, MetadataBatches.control(header, 0, 0, timeMs));
      for (int from = 0; from < records.size(); from += RECORDS_PER_BATCH) {
        int to = Math.min(from + RECORDS_PER_BATCH, records.size());
        offset = append(file, MetadataBatches.data(records.subList(from, to), offset, 0, timeMs));
      }
      ControlRecord footer =
          new ControlRecord(ControlType.SNAPSHOT_FOOTER, new SnapshotFooterRecord((short) 0));
      append(file, MetadataBatches.control(List.of(footer), offset, 0, timeMs));
      file.sync();
    }
    disk.rename(part, path);
    disk.syncDirectory(Disk.directoryOf(path));
  }

  /** Returns the offset behind the batch. */
  private static long append(DiskFile file, ByteBuffer batch) {
    long nextOffset = RecordBatch.of(batch).nextOffset();
    file.write(batch, file.size());
    return nextOffset;
  }
}
