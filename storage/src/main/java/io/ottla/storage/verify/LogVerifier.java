package io.ottla.storage.verify;

import io.ottla.storage.dir.OffsetCheckpoint;
import io.ottla.storage.disk.Disk;
import io.ottla.storage.segment.FileKind;
import io.ottla.storage.verify.LogState.Saved;
import io.ottla.storage.verify.OffsetIndexCheck.Spacing;
import io.ottla.storage.verify.OpenTransactions.StableClaim;
import io.ottla.wire.record.RecordBatch;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Checks the directory of a log: checksums, the order of offsets and leader epochs, that no segment
 * is missing, the agreement of the indexes and of all other files with the batches. Zeros behind
 * the last batch of the last segment are what a crash may leave, and no finding. Nothing is
 * written.
 */
public final class LogVerifier {
  private final Disk disk;
  private final Path directory;
  private final LogState state;

  /**
   * Not vouched for while compacted segments are on their way in: the next start completes that.
   */
  private final LogState ofSegments;

  private final Consumer<Finding> findings;
  private final LongConsumer onBytes;
  private final Report report;
  private final List<String> names;
  private final long[] baseOffsets;
  private final EpochCheck epochs;
  private final OpenTransactions transactions;
  private final Spacing spacing = new Spacing();
  private boolean isWhole = true;
  private long nextOffset;
  private int latestEpoch = RecordBatch.NO_LEADER_EPOCH;

  private LogVerifier(
      Disk disk, Path directory, LogState state, Consumer<Finding> findings, LongConsumer onBytes) {
    this.disk = disk;
    this.directory = directory;
    this.state = state;
    this.findings = findings;
    this.onBytes = onBytes;
    this.report = new Report(state.trustOfLog(), findings);
    this.names = disk.list(directory);
    boolean isSwapping = names.stream().anyMatch(name -> name.endsWith(FileKind.SWAP));
    this.ofSegments = isSwapping ? LogState.UNKNOWN : state;
    this.baseOffsets = FileKind.LOG.offsetsIn(names);
    this.epochs = new EpochCheck(disk, directory, state, report);
    this.nextOffset = baseOffsets.length == 0 ? 0 : baseOffsets[0];
    this.transactions = new OpenTransactions(nextOffset, state.offset(OffsetCheckpoint.LOG_START));
  }

  /**
   * What was looked at.
   *
   * @param bytes of all segments
   */
  public record Summary(int segments, long batches, long records, long bytes) {
    /** Nothing. */
    public static final Summary NOTHING = new Summary(0, 0, 0, 0);

    /** Both together. */
    public Summary plus(Summary other) {
      return new Summary(
          segments + other.segments,
          batches + other.batches,
          records + other.records,
          bytes + other.bytes);
    }
  }

  /**
   * Checks a log.
   *
   * @param state what its log directory says of it
   * @param findings hears of everything that is wrong, in the order of the files
   * @param onBytes hears how many more bytes were checked, batch by batch
   */
  public static Summary verify(
      Disk disk, Path directory, LogState state, Consumer<Finding> findings, LongConsumer onBytes) {
    return new LogVerifier(disk, directory, state, findings, onBytes).run();
  }

  /** The bytes that {@link #verify} will read of a log's segments. */
  public static long sizeInBytes(Disk disk, Path directory) {
    return Arrays.stream(FileKind.LOG.offsetsIn(disk.list(directory)))
        .map(offset -> disk.size(directory.resolve(FileKind.LOG.nameOf(offset))))
        .sum();
  }

  private Summary run() {
    Summary summary = Summary.NOTHING;
    for (int i = 0; i < baseOffsets.length; i++) {
      verifyStart(baseOffsets[i]);
      summary = summary.plus(verifySegment(i));
    }
    long end = isWhole ? nextOffset : Long.MAX_VALUE; // behind damage, nobody knows where
    StableClaim claim = transactions.takeClaimAbove(end);
    if (claim != null) {
      TransactionIndexCheck.reportClaim(report, claim, "the log ends at " + end);
    }
    epochs.complete(end);
    for (OffsetCheckpoint checkpoint : OffsetCheckpoint.values()) {
      verifyCheckpoint(checkpoint, end);
    }
    new SmallFiles(disk, directory, state, report).verify(names, end);
    return summary;
  }

  private Summary verifySegment(int index) {
    boolean isLast = index + 1 == baseOffsets.length;
    @Nullable Long nextBaseOffset = isLast ? null : baseOffsets[index + 1];
    Report ofSegment = new Report(ofSegments.trustOfSegment(nextBaseOffset), findings);
    SegmentPlace place = new SegmentPlace(disk, directory, baseOffsets[index], isLast, ofSegment);
    SegmentVerifier.Outcome outcome =
        new SegmentVerifier(place, transactions, epochs, onBytes).verify(latestEpoch, spacing);
    isWhole = outcome.isWhole();
    nextOffset = outcome.nextOffset();
    latestEpoch = outcome.latestEpoch();
    return outcome.summary();
  }

  private void verifyStart(long baseOffset) {
    Path path = directory.resolve(FileKind.LOG.nameOf(baseOffset));
    if (baseOffset < nextOffset) {
      String sentence = "begins before offset " + nextOffset + ", where the one before ends";
      report.damaged(path, 0, sentence);
    } else if (baseOffset > nextOffset && isWhole) {
      verifyGap(path, baseOffset);
    }
    if (baseOffset != nextOffset) {
      transactions.restartAt(baseOffset);
    }
  }

  // Ottla leaves no gap between segments, Apache Kafka's compaction does; behind the recovery point
  // a start takes a gap for a loss, and drops what follows.
  private void verifyGap(Path path, long baseOffset) {
    boolean isCompacted = baseOffset <= ofSegments.offset(OffsetCheckpoint.CLEANER);
    if (isCompacted) {
      return;
    }
    String missing = "offsets " + nextOffset + " to " + (baseOffset - 1) + " are missing before it";
    boolean isDecided =
        ofSegments.isClean() || nextOffset >= ofSegments.offset(OffsetCheckpoint.RECOVERY_POINT);
    if (ofSegments.knowsCleaner() && isDecided) {
      report.damaged(path, 0, missing);
    } else {
      report.undecided(path, 0, missing + ", unless compaction took them");
    }
  }

  private void verifyCheckpoint(OffsetCheckpoint checkpoint, long end) {
    Saved saved = state.saved().get(checkpoint);
    if (saved == null) {
      return;
    }
    String says = directory.getFileName() + " has offset " + saved.offset();
    long first = baseOffsets.length == 0 ? 0 : baseOffsets[0];
    if (saved.offset() > end) {
      reportBeyond(checkpoint, saved, says + ", the log ends at " + end);
    } else if (checkpoint == OffsetCheckpoint.LOG_START
        && state.isClean()
        && saved.offset() < first) {
      String sentence = says + ", the first segment begins at " + first;
      report.damaged(saved.file(), saved.position(), sentence);
    }
  }

  // A power loss may take what was not flushed, but nothing below the recovery point; before a
  // truncation Apache Kafka does not lower that. Its cleaner leaves an offset as it is that became
  // too large.
  private void reportBeyond(OffsetCheckpoint checkpoint, Saved saved, String sentence) {
    if (state.isClean() && checkpoint != OffsetCheckpoint.CLEANER) {
      report.damaged(saved.file(), saved.position(), sentence);
    } else if (state.isClean() || checkpoint == OffsetCheckpoint.RECOVERY_POINT) {
      report.undecided(saved.file(), saved.position(), sentence);
    }
  }
}
