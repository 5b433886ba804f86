package io.ottla.storage.verify;

import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.DiskFile;
import io.ottla.storage.producer.ProducerSnapshots;
import io.ottla.storage.segment.BatchWalk;
import io.ottla.storage.segment.FileKind;
import io.ottla.wire.record.RecordBatch;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Checks the directory of a log: checksums, the order of offsets and leader epochs, the agreement
 * of the indexes with the batches, and snapshots. Zeros behind the last batch of the last segment
 * are what a crash may leave, and no finding. Nothing is written.
 */
public final class LogVerifier {
  private final Disk disk;
  private final Path directory;
  private final Consumer<Finding> findings;
  private final LongConsumer onBytes;
  private long nextOffset;
  private int latestEpoch = RecordBatch.NO_LEADER_EPOCH;

  private LogVerifier(Disk disk, Path directory, Consumer<Finding> findings, LongConsumer onBytes) {
    this.disk = disk;
    this.directory = directory;
    this.findings = findings;
    this.onBytes = onBytes;
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
   * @param findings hears of everything that is wrong, in the order of the files
   * @param onBytes hears how many bytes were checked, segment by segment
   */
  public static Summary verify(
      Disk disk, Path directory, Consumer<Finding> findings, LongConsumer onBytes) {
    return new LogVerifier(disk, directory, findings, onBytes).run();
  }

  /** The bytes that {@link #verify} will read of a log's segments. */
  public static long sizeInBytes(Disk disk, Path directory) {
    return segmentsIn(disk, directory).stream()
        .mapToLong(offset -> disk.size(directory.resolve(FileKind.LOG.nameOf(offset))))
        .sum();
  }

  private static List<Long> segmentsIn(Disk disk, Path directory) {
    return disk.list(directory).stream()
        .map(FileKind.LOG::offsetIn)
        .filter(offset -> offset >= 0)
        .sorted()
        .toList();
  }

  private Summary run() {
    Summary summary = Summary.NOTHING;
    List<Long> baseOffsets = segmentsIn(disk, directory);
    for (int i = 0; i < baseOffsets.size(); i++) {
      boolean isLast = i + 1 == baseOffsets.size();
      summary = summary.plus(verifySegment(baseOffsets.get(i), isLast));
    }
    verifySnapshots();
    return summary;
  }

  private Summary verifySegment(long baseOffset, boolean isLast) {
    Path path = directory.resolve(FileKind.LOG.nameOf(baseOffset));
    if (baseOffset < nextOffset) {
      report(path, 0, "begins before offset " + nextOffset + ", where the one before ends");
    }
    List<BatchPlace> places = new ArrayList<>();
    long[] records = new long[1];
    try (DiskFile file = disk.open(path, Disk.Mode.READ)) {
      BatchWalk.Outcome outcome =
          BatchWalk.check(
              file,
              baseOffset,
              latestEpoch,
              (batch, position) -> {
                places.add(BatchPlace.of(batch, position));
                records[0] += batch.recordCount();
              });
      if (outcome.validBytes() < file.size() && !(isLast && isZeros(file, outcome.validBytes()))) {
        report(path, outcome.validBytes(), "no undamaged batch");
      }
      nextOffset = outcome.nextOffset();
      latestEpoch = outcome.latestEpoch();
      onBytes.accept(file.size());
      new IndexVerifier(disk, directory, baseOffset, findings).verify(places);
      return new Summary(1, places.size(), records[0], file.size());
    }
  }

  private static boolean isZeros(DiskFile file, long from) {
    ByteBuffer chunk = ByteBuffer.allocate(1 << 16);
    for (long at = from; at < file.size(); at += chunk.limit()) {
      file.read(chunk.clear(), at);
      chunk.flip();
      while (chunk.hasRemaining()) {
        if (chunk.get() != 0) {
          return false;
        }
      }
    }
    return true;
  }

  private void verifySnapshots() {
    for (String name : disk.list(directory)) {
      if (FileKind.PRODUCER_SNAPSHOT.offsetIn(name) >= 0) {
        Path path = directory.resolve(name);
        byte[] content = disk.readAll(path);
        if (content != null && ProducerSnapshots.decode(content) == null) {
          report(path, 0, "the snapshot is damaged");
        }
      }
    }
  }

  private void report(Path path, long position, String sentence) {
    findings.accept(new Finding(path, position, sentence));
  }
}
