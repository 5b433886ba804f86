package io.ottla.storage.verify;

import io.ottla.storage.disk.Disk;
import io.ottla.storage.file.FileCache;
import io.ottla.storage.log.PartitionMetadata;
import io.ottla.storage.producer.ProducerSnapshots;
import io.ottla.storage.segment.FileKind;
import io.ottla.storage.segment.LogFiles;
import io.ottla.storage.segment.SegmentCatalog;
import io.ottla.storage.segment.SegmentList;
import io.ottla.storage.verify.Report.Trust;
import io.ottla.wire.message.ProducerSnapshot;
import io.ottla.wire.protocol.Uuid;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Checks the files of a log that belong to no segment, but for the leader epochs. */
final class SmallFiles {
  private final Disk disk;
  private final Path directory;
  private final LogState state;
  private final Report report;

  SmallFiles(Disk disk, Path directory, LogState state, Report report) {
    this.disk = disk;
    this.directory = directory;
    this.state = state;
    this.report = report;
  }

  void verify(List<String> names, long logEndOffset) {
    long[] snapshots = FileKind.PRODUCER_SNAPSHOT.offsetsIn(names);
    for (long offset : snapshots) {
      verifySnapshot(offset, logEndOffset);
    }
    verifyTopic();
    verifyCatalog(FileKind.LOG.offsetsIn(names), snapshots);
  }

  private void verifySnapshot(long offset, long logEndOffset) {
    Path path = directory.resolve(FileKind.PRODUCER_SNAPSHOT.nameOf(offset));
    byte[] content = disk.readAll(path);
    ProducerSnapshot snapshot = content == null ? null : ProducerSnapshots.decode(content);
    if (snapshot == null) {
      report.damaged(path, 0, "the snapshot is damaged");
      return;
    }
    if (offset > logEndOffset && state.isClean()) {
      report.wrong(path, 0, "is of offset " + offset + ", the log ends at " + logEndOffset);
    }
    long position = ProducerSnapshots.ENTRIES + Integer.BYTES;
    for (ProducerSnapshot.ProducerEntry entry : snapshot.producerEntries()) {
      if (entry.lastOffset() >= offset || entry.currentTxnFirstOffset() >= offset) {
        String sentence = "producer " + entry.producerId() + " at an offset behind the snapshot's";
        report.damaged(path, position, sentence);
      }
      position += ProducerSnapshots.ENTRY_SIZE;
    }
  }

  private void verifyTopic() {
    Path path = directory.resolve(PartitionMetadata.NAME);
    if (!disk.exists(path)) {
      if (state.isClean()) {
        report.undecided(path, 0, "is missing: the log's topic is known by its name alone");
      }
      return;
    }
    Uuid topicId = PartitionMetadata.read(disk, directory);
    if (topicId == null || topicId.equals(Uuid.ZERO)) {
      report.wrong(path, 0, "has no topic id");
    }
  }

  // A catalog that is damaged or out of date is passed over by a start; one that is believed must
  // be right.
  private void verifyCatalog(long[] baseOffsets, long[] snapshots) {
    SegmentCatalog catalog = SegmentCatalog.read(new LogFiles(new FileCache(disk, 1), directory));
    if (catalog == null || !catalog.isCurrent() || (state.isClean() && !catalog.isActiveAsLong())) {
      return;
    }
    Path path = directory.resolve(SegmentCatalog.NAME);
    SegmentList segments = catalog.segments();
    if (segments.count() != baseOffsets.length) {
      String sentence = " segments, there are " + baseOffsets.length;
      report.wrong(path, 0, "has " + segments.count() + sentence);
      return;
    }
    for (int i = 0; i < baseOffsets.length; i++) {
      String name = FileKind.LOG.nameOf(baseOffsets[i]);
      long size = disk.size(directory.resolve(name));
      Long next = i + 1 < baseOffsets.length ? baseOffsets[i + 1] : null;
      boolean isSizeBelieved = state.trustOfSegment(next) == Trust.VOUCHED;
      if (segments.baseOffset(i) != baseOffsets[i]
          || (isSizeBelieved && segments.size(i) != size)) {
        String row = "segment " + segments.baseOffset(i) + " of " + segments.size(i) + " bytes";
        report.wrong(path, 0, "has " + row + " where there is " + name + " of " + size);
        return;
      }
    }
    long[] named = catalog.snapshotOffsets();
    for (long offset : snapshots) {
      if (Arrays.binarySearch(named, offset) < 0) {
        report.wrong(path, 0, "lacks " + FileKind.PRODUCER_SNAPSHOT.nameOf(offset));
        return;
      }
    }
  }
}
