package io.ottla.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.record.LogRecord;
import java.util.ArrayList;
import java.util.List;

/** What a log is meant to be: batches in a row, each a list of values. */
final class LogModel {
  private record Batch(long baseOffset, List<String> values) {
    long nextOffset() {
      return baseOffset + values.size();
    }
  }

  private final List<Batch> batches = new ArrayList<>();
  private long startOffset;
  private long endOffset;
  private int sequence;

  void append(LogHarness harness, int number) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i <= number % 4; i++) {
      values.add("value " + sequence++ + "x".repeat(number % 97));
    }
    harness.clock.advanceMs(number % 3);
    AppendResult result = harness.append(values.toArray(new String[0]));
    assertThat(result.error()).isEqualTo(ErrorCode.NONE);
    assertThat(result.baseOffset()).isEqualTo(endOffset);
    batches.add(new Batch(endOffset, values));
    endOffset += values.size();
    harness.log.onHighWatermark(endOffset);
  }

  /** Appends to a disk that is full, unless the log has taken space before. */
  void appendIfRoom(LogHarness harness, String value) {
    AppendResult result = harness.append(value);
    if (result.isOk()) {
      batches.add(new Batch(endOffset, List.of(value)));
      endOffset++;
      harness.log.onHighWatermark(endOffset);
    }
    assertThat(harness.log.logEndOffset()).isEqualTo(endOffset);
  }

  void truncate(LogHarness harness, int number) {
    long offset = truncationTarget(number);
    harness.log.truncateTo(offset);
    harness.leaderEpoch++;
    cutOff(offset);
    startsAt(harness.log.logStartOffset());
  }

  /** The base offset of the batch that a truncation to some offset drops first, or the offset. */
  long truncationTarget(int number) {
    long offset = startOffset + number % (endOffset - startOffset + 1);
    return batches.stream()
        .filter(batch -> batch.baseOffset() <= offset && batch.nextOffset() > offset)
        .mapToLong(Batch::baseOffset)
        .findAny()
        .orElse(offset);
  }

  private void cutOff(long offset) {
    endOffset = Math.min(endOffset, offset);
    while (!batches.isEmpty() && last().nextOffset() > offset) {
      endOffset = Math.min(offset, last().baseOffset());
      batches.remove(batches.size() - 1);
    }
    startOffset = Math.min(startOffset, endOffset);
  }

  private Batch last() {
    return batches.get(batches.size() - 1);
  }

  void deleteRecords(LogHarness harness, int number) {
    long offset = startOffset + number % (endOffset - startOffset + 1);
    harness.log.incrementLogStartOffset(offset);
    startsAt(offset);
  }

  void startsAt(long offset) {
    startOffset = offset;
    batches.removeIf(batch -> batch.nextOffset() <= offset);
  }

  /**
   * After a loss of power: the log may end earlier, with a whole batch, but not below the offset.
   * What was cut off before may have come back; the leader has it cut off again.
   */
  void reconcile(LogHarness harness, long atLeast) {
    startsAt(harness.log.logStartOffset());
    List<String> found = harness.readAll(startOffset);
    List<String> wanted = expected(startOffset);
    int common = 0;
    while (common < Math.min(found.size(), wanted.size())
        && found.get(common).equals(wanted.get(common))) {
      common++;
    }
    long divergence = startOffset + common;
    assertThat(divergence).isGreaterThanOrEqualTo(Math.max(atLeast, startOffset));
    endOffset = Math.max(endOffset, startOffset);
    harness.log.truncateTo(divergence);
    cutOff(divergence);
    assertThat(endOffset).isGreaterThanOrEqualTo(atLeast);
    if (batches.isEmpty()) {
      endOffset = harness.log.logEndOffset();
      startOffset = harness.log.logStartOffset();
    }
  }

  long endOffset() {
    return endOffset;
  }

  /** Compares bounds, the whole content, and a read from each batch's last offset on. */
  void check(LogHarness harness) {
    assertThat(harness.log.logStartOffset()).isEqualTo(startOffset);
    assertThat(harness.log.logEndOffset()).isEqualTo(endOffset);
    assertThat(harness.readAll(startOffset)).isEqualTo(expected(startOffset));
    for (Batch batch : batches) {
      long lastOffset = Math.max(startOffset, batch.nextOffset() - 1);
      LogRead read = harness.log.read(lastOffset, 1, Long.MAX_VALUE, true);
      assertThat(LogHarness.records(read))
          .as("read at %s of %s, start %s, end %s", lastOffset, batch, startOffset, endOffset)
          .extracting(LogRecord::offset)
          .contains(lastOffset)
          .hasSize(batch.values().size());
    }
  }

  private List<String> expected(long fromOffset) {
    List<String> all = new ArrayList<>();
    for (Batch batch : batches) {
      for (int i = 0; i < batch.values().size(); i++) {
        if (batch.baseOffset() + i >= fromOffset) {
          all.add((batch.baseOffset() + i) + "=" + batch.values().get(i));
        }
      }
    }
    return all;
  }
}
