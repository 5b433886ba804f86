package io.ottla.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.runtime.ManualClock;
import io.ottla.runtime.ManualLoop;
import io.ottla.storage.disk.Disk;
import io.ottla.storage.file.FileCache;
import io.ottla.storage.file.TailRules;
import io.ottla.storage.file.WindowCache;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.storage.segment.FileKind;
import io.ottla.storage.segment.LogFiles;
import io.ottla.storage.segment.SegmentCatalog;
import io.ottla.storage.segment.SegmentList;
import io.ottla.wire.record.BatchAttributes;
import io.ottla.wire.record.ControlBatches;
import io.ottla.wire.record.LogRecord;
import io.ottla.wire.record.RecordBatchBuilder;
import io.ottla.wire.record.RecordBatches;
import io.ottla.wire.record.RecordCursor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A log with its surroundings, for tests; not thread-safe. */
final class LogHarness {
  static final long START_MS = 1_700_000_000_000L;

  static final int MAX_OPEN_FILES = 8;
  static final int MAX_WINDOWS = 2;

  /** Maps as soon as may be, so that short logs go through windows of all sizes. */
  static final TailRules EAGER_TAIL = new TailRules(300, 2, 300, 2_000, 128);

  final ManualClock clock = new ManualClock(START_MS);
  final ManualLoop background = new ManualLoop("background", clock);
  final FileCache files;
  final LogEnvironment environment;
  final Path directory;
  LogConfig config;
  PartitionLog log;
  int leaderEpoch;

  LogHarness(Disk disk, Path directory, LogConfig config) {
    this(disk, directory, config, TailRules.DEFAULT);
  }

  LogHarness(Disk disk, Path directory, LogConfig config, TailRules rules) {
    this.files = new FileCache(disk, MAX_OPEN_FILES, new WindowCache(MAX_WINDOWS, rules));
    this.environment = new LogEnvironment(files, background, 86_400_000, false);
    this.directory = directory;
    this.config = config;
    this.log = open(OpenPoint.UNKNOWN);
  }

  static LogConfig smallSegments(int segmentBytes) {
    return smallSegments(segmentBytes, false);
  }

  static LogConfig smallSegments(int segmentBytes, boolean preallocate) {
    return LogConfig.DEFAULT.withRoll(
        new LogConfig.Roll(segmentBytes, 604_800_000L, 0, 10_485_760, 64, preallocate));
  }

  PartitionLog open(OpenPoint point) {
    PartitionLog opened = PartitionLog.open(environment, directory, config, point);
    opened.upkeep().whenNoteIsDue(() -> noteSegmentsOf(opened));
    return opened;
  }

  /** Holds what the next start would believe of the directory against it. */
  void checkCatalog(OpenPoint point) {
    LogFiles log = new LogFiles(files, directory);
    SegmentCatalog catalog = SegmentCatalog.read(log);
    if (catalog == null || !catalog.isCurrent()) {
      return;
    }
    List<String> names = files.disk().list(directory);
    SegmentList segments = catalog.segments();
    assertThat(IntStream.range(0, segments.count()).mapToLong(segments::baseOffset).toArray())
        .isEqualTo(FileKind.LOG.offsetsIn(names));
    for (int i = 0; i + 1 < segments.count(); i++) {
      if (segments.baseOffset(i + 1) < point.recoveryPoint()) {
        Path path = directory.resolve(FileKind.LOG.nameOf(segments.baseOffset(i)));
        assertThat((long) segments.size(i)).isEqualTo(files.disk().size(path));
      }
    }
    for (long offset : FileKind.PRODUCER_SNAPSHOT.offsetsIn(names)) {
      assertThat(catalog.snapshotOffsets()).contains(offset);
      assertThat(catalog.snapshotAtOrBelow(offset)).isEqualTo(offset);
    }
    boolean isClean =
        names.stream()
            .noneMatch(name -> name.endsWith(FileKind.DELETED) || name.endsWith(FileKind.CLEANED));
    assertThat(isClean || catalog.hasLeftovers()).isTrue();
    assertThat(names).noneMatch(name -> name.endsWith(FileKind.SWAP));
  }

  /** As the next start of a killed broker, which is not in the same millisecond as the last one. */
  void restart(OpenPoint point) {
    checkCatalog(point);
    clock.advanceMs(1);
    log = open(point);
    background.advanceMs(0);
  }

  /** Closes in order and opens again, as a broker does. */
  void reopenCleanly() {
    log.close();
    log = open(point(true));
  }

  /** Opens again without having closed, as after a crash of the process. */
  void reopenAfterCrash() {
    log = open(point(false));
  }

  /** What a checkpoint of the log says now. */
  OpenPoint point(boolean isClean) {
    return new OpenPoint(
        isClean,
        log.recoveryPoint(),
        log.logStartOffset(),
        log.highWatermark(),
        log.cleanedOffset());
  }

  /** Has everything appended so far on disk. */
  void flush() {
    log.flushNow();
    log.upkeep().noteAfterFlush();
  }

  // Timers of a process that was killed go on in the harness.
  private void noteSegmentsOf(PartitionLog opened) {
    if (opened == log) {
      noteSegments();
    }
  }

  /** Has the segments noted, as a broker does now and then. */
  void noteSegments() {
    log.upkeep().noteSegments();
  }

  AppendResult append(String... values) {
    return append(BatchAttributes.PLAIN, values);
  }

  AppendResult append(BatchAttributes attributes, String... values) {
    return log.append(batch(attributes, values), leaderEpoch, AppendOrigin.CLIENT);
  }

  ByteBuffer batch(BatchAttributes attributes, String... values) {
    RecordBatchBuilder builder = new RecordBatchBuilder(attributes, 0);
    for (String value : values) {
      builder.append(clock.wallMs(), null, utf8(value));
    }
    return builder.build();
  }

  AppendResult endTransaction(long producerId, int epoch, boolean commit) {
    ByteBuffer marker =
        ControlBatches.endTransaction(producerId, (short) epoch, commit, 0, clock.wallMs());
    return log.append(marker, leaderEpoch, AppendOrigin.COORDINATOR);
  }

  static BatchAttributes producer(long id, int epoch, int sequence) {
    return BatchAttributes.PLAIN.withProducer(id, (short) epoch, sequence);
  }

  static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The values of all records from the offset to the log's end, as {@code offset=value}. */
  List<String> readAll(long fromOffset) {
    List<String> found = new ArrayList<>();
    long offset = fromOffset;
    while (offset < log.logEndOffset()) {
      LogRead read = log.read(offset, 1 << 20, Long.MAX_VALUE, true);
      if (read.records().sizeInBytes() == 0) {
        break;
      }
      for (LogRecord record : records(read)) {
        if (record.offset() >= fromOffset) {
          found.add(record.offset() + "=" + text(record));
        }
      }
      offset = read.nextOffset();
    }
    return found;
  }

  static List<LogRecord> records(LogRead read) {
    ByteBuffer bytes = ByteBuffer.allocate(read.records().sizeInBytes());
    read.records().writeTo(bytes);
    read.records().release();
    RecordBatches batches = new RecordBatches(bytes.flip());
    List<LogRecord> records = new ArrayList<>();
    while (batches.next()) {
      if (!batches.batch().isControl()) {
        records.addAll(RecordCursor.readAll(batches.batch()));
      }
    }
    return records;
  }

  private static String text(LogRecord record) {
    return record.value() == null
        ? "null"
        : new String(record.value().toByteArray(), StandardCharsets.UTF_8);
  }
}
