package io.ottla.storage.verify;

import io.ottla.storage.disk.Disk;
import io.ottla.storage.index.OffsetIndex;
import io.ottla.storage.index.TimeIndex;
import io.ottla.storage.index.TransactionIndex;
import io.ottla.storage.segment.FileKind;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Holds the indexes of a segment against its batches. */
final class IndexVerifier {
  private final Disk disk;
  private final Path directory;
  private final long baseOffset;
  private final Consumer<Finding> findings;

  IndexVerifier(Disk disk, Path directory, long baseOffset, Consumer<Finding> findings) {
    this.disk = disk;
    this.directory = directory;
    this.baseOffset = baseOffset;
    this.findings = findings;
  }

  void verify(List<BatchPlace> places) {
    verifyOffsets(places);
    verifyTimestamps(places);
    entries(FileKind.TRANSACTION_INDEX, TransactionIndex.ENTRY_SIZE);
  }

  private void verifyOffsets(List<BatchPlace> places) {
    Map<Integer, Long> lastOffsets = new HashMap<>();
    places.forEach(place -> lastOffsets.put(place.position(), place.lastOffset()));
    ByteBuffer bytes = entries(FileKind.OFFSET_INDEX, OffsetIndex.ENTRY_SIZE);
    while (bytes.remaining() >= OffsetIndex.ENTRY_SIZE) {
      int at = bytes.position();
      long offset = baseOffset + bytes.getInt();
      int position = bytes.getInt();
      Long found = lastOffsets.get(position);
      if (!isUnused(offset, position) && (found == null || found != offset)) {
        report(
            FileKind.OFFSET_INDEX,
            at,
            "says that the batch with last offset " + offset + " begins at " + position);
      }
    }
  }

  // Apache Kafka preallocates the indexes of its last segment with zeros.
  private boolean isUnused(long offset, int position) {
    return offset == baseOffset && position == 0;
  }

  private void verifyTimestamps(List<BatchPlace> places) {
    Map<Long, Long> timestamps = new HashMap<>();
    places.forEach(place -> timestamps.put(place.lastOffset(), place.maxTimestampMs()));
    ByteBuffer bytes = entries(FileKind.TIME_INDEX, TimeIndex.ENTRY_SIZE);
    long before = -1;
    while (bytes.remaining() >= TimeIndex.ENTRY_SIZE) {
      int at = bytes.position();
      long timestamp = bytes.getLong();
      long offset = baseOffset + bytes.getInt();
      Long found = timestamps.get(offset);
      boolean isUnused = timestamp == 0 && offset == baseOffset;
      if (!isUnused && (found == null || found != timestamp || timestamp < before)) {
        report(
            FileKind.TIME_INDEX,
            at,
            "says that timestamp " + timestamp + " belongs to last offset " + offset);
      }
      before = isUnused ? before : timestamp;
    }
  }

  private ByteBuffer entries(FileKind kind, int entrySize) {
    byte[] content = disk.readAll(directory.resolve(kind.nameOf(baseOffset)));
    if (content == null) {
      return ByteBuffer.allocate(0);
    }
    if (content.length % entrySize != 0) {
      report(kind, content.length, "ends within an entry of " + entrySize + " bytes");
    }
    return ByteBuffer.wrap(content);
  }

  private void report(FileKind kind, long position, String sentence) {
    findings.accept(new Finding(directory.resolve(kind.nameOf(baseOffset)), position, sentence));
  }
}
