package io.ottla.storage.dir;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.runtime.Clock;
import io.ottla.storage.log.LogRead;
import io.ottla.storage.log.PartitionLog;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.wire.protocol.Uuid;
import io.ottla.wire.record.LogRecord;
import io.ottla.wire.record.RecordBatchBuilder;
import io.ottla.wire.record.RecordBatches;
import io.ottla.wire.record.RecordCursor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What a replica's log is meant to hold, wherever it lies, and how much of that is on disk. */
final class ReplicaModel {
  private final PartitionName name;
  private final List<String> values = new ArrayList<>();
  private Uuid topicId = Uuid.ZERO;
  private @Nullable Uuid madeIn;
  private int flushedCount;

  ReplicaModel(PartitionName name, Random random) {
    this.name = name;
    renew(random);
  }

  PartitionName name() {
    return name;
  }

  Uuid topicId() {
    return topicId;
  }

  /** The topic was deleted, and made anew. */
  void renew(Random random) {
    topicId = new Uuid(11, 1 + (random.nextLong() >>> 1));
    values.clear();
    madeIn = null;
    flushedCount = 0;
  }

  boolean owns(ManagedLog log) {
    return log.name().equals(name) && log.topicId().equals(topicId);
  }

  void onCreated(Uuid directory) {
    madeIn = directory;
  }

  /** Whether the log was made and may lie in a directory that is offline. */
  boolean isKnownElsewhere(LogManager manager) {
    return madeIn != null && manager.directories().stream().anyMatch(one -> !one.isOnline());
  }

  void append(PartitionLog log, Clock clock) {
    String value = valueAt(values.size());
    ByteBuffer bytes = ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8));
    ByteBuffer batch = RecordBatchBuilder.plain().append(clock.wallMs(), null, bytes).build();
    if (log.append(batch, 0, AppendOrigin.CLIENT).isOk()) {
      values.add(value);
      log.onHighWatermark(values.size());
    }
  }

  private String valueAt(int offset) {
    return topicId + " " + offset;
  }

  void onFlushed(long recoveryPoint) {
    flushedCount = Math.max(flushedCount, (int) recoveryPoint);
  }

  /** The broker was stopped in order: what lay in directories online is on disk. */
  void onStopped(LogManager manager, List<LogDirectory> online) {
    ManagedLog log = manager.find(name);
    if (log != null && owns(log) && online.contains(log.directory())) {
      assertThat(log.log().recoveryPoint()).isEqualTo(values.size());
      flushedCount = values.size();
    }
  }

  /** After a start: the log has a part of what was appended, at least what was flushed. */
  void reconcile(LogManager manager) {
    ManagedLog log = manager.find(name);
    List<String> found = log == null ? List.of() : read(log.log());
    assertThat(found).as("%s", name).hasSizeGreaterThanOrEqualTo(flushedCount);
    // An append that the power or the disk cut off may be there whole.
    assertThat(found).as("%s", name).hasSizeLessThanOrEqualTo(values.size() + 1);
    values.clear();
    found.forEach(value -> values.add(valueAt(values.size())));
    assertThat(found).as("%s", name).isEqualTo(values);
    if (log != null) {
      log.log().onHighWatermark(values.size());
    } else {
      madeIn = null;
    }
  }

  void check(LogManager manager, LogDirectory directory) {
    ManagedLog log = manager.find(name);
    if (log != null && log.directory() == directory) {
      assertThat(read(log.log())).as("%s in %s", name, directory).isEqualTo(values);
    }
  }

  private static List<String> read(PartitionLog log) {
    List<String> found = new ArrayList<>();
    long offset = log.logStartOffset();
    while (offset < log.logEndOffset()) {
      LogRead read = log.read(offset, 1 << 20, Long.MAX_VALUE, true);
      ByteBuffer bytes = ByteBuffer.allocate(read.records().sizeInBytes());
      read.records().writeTo(bytes);
      read.records().release();
      RecordBatches batches = new RecordBatches(bytes.flip());
      while (batches.next()) {
        for (LogRecord record : RecordCursor.readAll(batches.batch())) {
          assertThat(record.offset()).isEqualTo(found.size());
          found.add(text(record));
        }
      }
      assertThat(read.nextOffset())
          .as("%s %s %s %s", offset, log.logEndOffset(), log.directory(), found)
          .isGreaterThan(offset);
      offset = read.nextOffset();
    }
    return found;
  }

  private static String text(LogRecord record) {
    var value = record.value();
    return value == null ? "" : new String(value.toByteArray(), StandardCharsets.UTF_8);
  }
}
