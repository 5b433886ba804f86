package io.ottla.storage.log;

import io.ottla.storage.disk.DiskFullException;
import io.ottla.storage.epoch.LeaderEpochFile;
import io.ottla.storage.epoch.LeaderEpochs;
import io.ottla.storage.producer.ProducerSnapshots;
import io.ottla.storage.producer.ProducerStates;
import io.ottla.storage.segment.BatchWalk;
import io.ottla.storage.segment.FileKind;
import io.ottla.storage.segment.LogFiles;
import io.ottla.storage.segment.Segment;
import io.ottla.storage.segment.SegmentCatalog;
import io.ottla.storage.segment.SegmentList;
import io.ottla.wire.record.RecordBatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings a log's directory into a state that can be served. After a clean shutdown only the catalog
 * is read, or the names where there is none; otherwise everything from the recovery point on is
 * checked, cut off at the first damage, and the indexes and the producers' state are built anew.
 * Runs before the log has a loop.
 */
public final class LogOpener {
  private final LogEnvironment environment;
  private final LogFiles files;
  private final LogConfig config;
  private final OpenPoint point;
  private final ProducerStates producers = new ProducerStates();
  private final ProducerSnapshots snapshots;

  /** Whether the directory never held a segment: their files are named by numbers. */
  private final boolean isNew;

  /** What was written down of the segments, if anything can be read. */
  private final @Nullable SegmentCatalog catalog;

  private final boolean isCatalogBelieved;

  /** Of segments from here on the files are asked, and not the catalog. */
  private int measuredFrom;

  private boolean isAllChecked;
  private SegmentList segments;
  private LeaderEpochs epochs = LeaderEpochs.EMPTY;

  /** Looks at what is in a log's directory, which is made where absent. */
  public LogOpener(LogEnvironment environment, Path directory, LogConfig config, OpenPoint point) {
    environment.disk().createDirectories(directory);
    this.environment = environment;
    this.files = new LogFiles(environment.files(), directory);
    this.config = config;
    this.point = point;
    SegmentCatalog catalog = SegmentCatalog.read(files);
    this.catalog = catalog;
    if (catalog != null && catalog.isCurrent() && (!point.isClean() || catalog.isActiveAsLong())) {
      this.isCatalogBelieved = true;
      this.isNew = false;
      this.segments = point.isClean() ? catalog.segments() : measured(catalog.segments());
      this.snapshots =
          new ProducerSnapshots(
              files,
              catalog.newestSnapshot(),
              catalog::snapshotAtOrBelow,
              catalog::snapshotOffsets);
    } else {
      List<String> names = SegmentSwap.complete(files, files.disk().list(files.directory()));
      this.isCatalogBelieved = false;
      this.isNew = names.stream().noneMatch(name -> Character.isDigit(name.charAt(0)));
      List<String> left = files.removeLeftovers(names);
      this.segments = SegmentList.named(files, FileKind.LOG.offsetsIn(left));
      this.snapshots = new ProducerSnapshots(files, FileKind.PRODUCER_SNAPSHOT.offsetsIn(left));
    }
  }

  /**
   * What a log consists of once it is opened.
   *
   * @param indexedOffset segments that end below it are on disk with their indexes
   * @param catalog what was written down of the segments, if anything can be read
   * @param isNoted whether that is true of all completed segments and of the snapshots
   * @param hasLeftovers whether there may be files that have to be removed
   */
  record Opened(
      LogFiles files,
      SegmentList segments,
      ProducerStates producers,
      ProducerSnapshots snapshots,
      LeaderEpochs epochs,
      long logStartOffset,
      long logEndOffset,
      long recoveryPoint,
      long indexedOffset,
      @Nullable SegmentCatalog catalog,
      boolean isNoted,
      boolean hasLeftovers) {}

  // Since the catalog was written more was appended, and a power loss may have taken some of it.
  private SegmentList measured(SegmentList noted) {
    measuredFrom = firstToCheck(noted);
    SegmentList list = noted.firstOnly(measuredFrom);
    for (int i = measuredFrom; i < noted.count(); i++) {
      list = list.with(Segment.onDisk(files, noted.baseOffset(i)));
    }
    return list;
  }

  /** The catalog, if it has the rows of these segments; null when it has to be written anew. */
  private @Nullable SegmentCatalog noted() {
    if (catalog == null || !isCatalogBelieved || isAllChecked) {
      return null;
    }
    long newest = snapshots.newestAtOrBelow(Long.MAX_VALUE);
    if (!point.isClean()) {
      return catalog.recovered(segments, measuredFrom, newest);
    }
    return segments == catalog.segments() && newest == catalog.newestSnapshot() ? catalog : null;
  }

  /** The sizes in bytes of the segments that {@link #open} will read through, as far as known. */
  public List<Long> workAhead() {
    List<Long> sizes = new ArrayList<>();
    int first = point.isClean() ? segments.count() : firstToCheck(segments);
    for (int i = first; i < segments.count(); i++) {
      sizes.add((long) segments.size(i));
    }
    return sizes;
  }

  /** Opens the log, once. May block for long. */
  public PartitionLog open(RecoveryProgress progress) {
    return new PartitionLog(environment, config, prepare(progress), point);
  }

  private Opened prepare(RecoveryProgress progress) {
    boolean isTrusted = point.isClean() && segments.count() > 0;
    @Nullable LeaderEpochs saved = LeaderEpochFile.read(files.disk(), files.directory());
    if (saved != null && !isTrusted && isBehind(saved)) {
      saved = null;
    }
    if (saved != null) {
      epochs = saved;
    }
    long end = isTrusted ? trustedEnd(point.recoveryPoint()) : recover(saved == null, progress);
    long start = Math.max(point.logStartOffset(), segments.baseOffset(0));
    if (start > end) {
      end = restartAt(start);
    }
    if (isTrusted) {
      restoreProducers(end);
    }
    producers.expire(environment.nowMs(), environment.policy().producerExpirationMs().getAsInt());
    LeaderEpochs kept = epochs.truncatedTo(end).startingAt(start);
    boolean isNothingNew = saved == null && kept.equals(LeaderEpochs.EMPTY);
    boolean isWhole = isTrusted || saved != null || syncRebuilt();
    if (!isNothingNew && !kept.equals(saved) && isWhole) {
      writeIfRoom(kept);
    }
    long onDisk = isWhole ? end : segments.baseOffset(0);
    long recoveryPoint = isTrusted ? end : Math.min(point.recoveryPoint(), onDisk);
    long indexedOffset = isTrusted ? end + 1 : recoveryPoint;
    SegmentCatalog noted = noted();
    if (noted != null) {
      segments = noted.segments();
    }
    return new Opened(
        files,
        segments,
        producers,
        snapshots,
        kept,
        start,
        end,
        recoveryPoint,
        indexedOffset,
        noted == null ? catalog : noted,
        noted != null,
        isCatalogBelieved && catalog != null && catalog.hasLeftovers());
  }

  // Where the leader epochs are lost all indexes are built anew. Once the epochs are there again no
  // recovery will look at those below the recovery point, so that these must be on disk before. If
  // the disk has no room for them the recovery point goes back.
  private boolean syncRebuilt() {
    for (Segment segment : segments.range(0, segments.count() - 1)) {
      if (!segment.flushIndexes()) {
        return false;
      }
      segment.syncIndexes();
    }
    return true;
  }

  private void writeIfRoom(LeaderEpochs kept) {
    try {
      LeaderEpochFile.write(files.disk(), files.directory(), kept, /* durable= */ false);
    } catch (DiskFullException e) {
      // Whoever starts on a full disk must be able to delete; the file is written by a flush.
    }
  }

  /** The log's end after a clean shutdown, read only where the checkpoint does not vouch for it. */
  private long trustedEnd(long recoveryPoint) {
    Segment active = segments.active();
    if (active.size() > 0) {
      if (recoveryPoint > active.baseOffset()
          && snapshots.newestAtOrBelow(Long.MAX_VALUE) == recoveryPoint) {
        active.assumeNextOffset(recoveryPoint);
      } else {
        active.findNextOffset();
      }
    }
    return active.nextOffset();
  }

  /**
   * Checks every segment that reaches behind the recovery point. What is cut off must not come back
   * by another power loss, where a segment was made in its place meanwhile; and once it is gone for
   * good nothing tells that what lies behind it is to go, so that goes first.
   */
  private long recover(boolean withoutEpochs, RecoveryProgress progress) {
    if (segments.count() == 0) {
      return restartAt(point.logStartOffset());
    }
    // The first flush after a start writes the epochs durably before the recovery point moves, so
    // their file tells the truth below it, or is known to be behind. From there on the batches do,
    // all of which are there: it is only below that compaction removes any.
    epochs = epochs.truncatedTo(Math.max(point.recoveryPoint(), point.cleanedOffset()));
    if (withoutEpochs) {
      // What was read wrong once may be read well by a later start. That would leave the indexes
      // alone, which this one may not complete.
      LeaderEpochFile.delete(files.disk(), files.directory());
    }
    isAllChecked = withoutEpochs;
    int first = withoutEpochs ? 0 : firstToCheck(segments);
    long end = segments.baseOffset(first);
    restoreProducers(end);
    int latestEpoch = RecordBatch.NO_LEADER_EPOCH;
    for (int i = first; i < segments.count(); i++) {
      Segment segment = segments.get(i);
      if (segment.baseOffset() < end) {
        dropBehind(i - 1);
        break;
      }
      int size = segment.size();
      BatchWalk.Outcome outcome = check(segment, latestEpoch);
      end = outcome.nextOffset();
      latestEpoch = outcome.latestEpoch();
      boolean isCutOff = outcome.validBytes() < size;
      boolean isBrokenOff = isBrokenOff(i, end, isCutOff);
      if (isBrokenOff) {
        dropBehind(i);
      }
      if (isBrokenOff || isCutOff) { // an earlier start may have dropped what lay behind
        files.disk().syncDirectory(files.directory());
      }
      segment.truncateToSize(outcome.validBytes(), end);
      if (isCutOff) {
        segment.syncBatches();
      }
      segment.seal();
      progress.onSegment(size);
    }
    return end;
  }

  // A full disk may have kept a flush from writing the file, though not from flushing the batches.
  private boolean isBehind(LeaderEpochs saved) {
    int first = firstToCheck(segments);
    return first > 0 && segments.get(first).firstEpoch() > saved.latestEpoch();
  }

  // A segment that ends at the recovery point may have been completed behind the flush, so that its
  // indexes are not on disk.
  private int firstToCheck(SegmentList list) {
    return Math.max(0, list.floorIndex(point.recoveryPoint() - 1));
  }

  private BatchWalk.Outcome check(Segment segment, int latestEpoch) {
    segment.clearIndexes();
    return BatchWalk.check(
        segment, latestEpoch, BatchWalk.CHUNK_BYTES, (batch, at) -> replay(segment, batch, at));
  }

  private void replay(Segment segment, RecordBatch batch, int position) {
    segment.note(batch, position, config.roll().indexIntervalBytes());
    boolean unused = BatchReplay.replay(batch, producers, segment);
    if (batch.partitionLeaderEpoch() > epochs.latestEpoch()) {
      epochs = epochs.with(batch.partitionLeaderEpoch(), batch.baseOffset());
    }
  }

  // Bytes that were never counted, of a write that found the disk full, may lie behind the last
  // batch of a segment that another one follows without a gap. A gap that nothing was cut off
  // before is what a power loss left of a segment, where it is not what compaction did: ours
  // leaves none between segments, Apache Kafka's does.
  private boolean isBrokenOff(int index, long end, boolean isCutOff) {
    if (index + 1 == segments.count() || segments.baseOffset(index + 1) == end) {
      return false;
    }
    boolean isCompacted = segments.baseOffset(index + 1) <= point.cleanedOffset();
    return isCutOff || (end >= point.recoveryPoint() && !isCompacted);
  }

  // Segments behind a damaged one do not follow it any more; one that begins before the end was
  // cut off once, and its removal did not reach the disk.
  private void dropBehind(int last) {
    segments.readAll();
    List<Segment> behind = segments.from(last + 1);
    segments = segments.firstOnly(last + 1);
    for (int i = behind.size() - 1; i >= 0; i--) {
      Segment dropped = behind.get(i);
      dropped.giveUp();
      for (FileKind kind : FileKind.values()) {
        files.disk().delete(files.path(kind, dropped.baseOffset()));
      }
    }
  }

  private long restartAt(long offset) {
    dropBehind(-1);
    snapshots.deleteAll();
    producers.clear();
    epochs = LeaderEpochs.EMPTY;
    segments = segments.with(LogSegments.begin(files, offset, config.roll(), isNew));
    return offset;
  }

  /** Loads the newest snapshot at or below the offset and replays what lies between. */
  private void restoreProducers(long offset) {
    snapshots.deleteAbove(offset);
    ProducerRestore.restore(producers, snapshots, segments, offset);
  }
}
