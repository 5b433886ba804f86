package io.ottla.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.storage.index.AbortedTransaction;
import io.ottla.wire.record.LogRecord;
import io.ottla.wire.record.RecordBatch;
import io.ottla.wire.record.RecordBatches;
import io.ottla.wire.record.RecordCursor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads a log of keys as a client does that reads only what is committed. */
final class KeyedReader {
  private final PartitionLog log;
  private final Map<String, String> values = new TreeMap<>();

  private KeyedReader(PartitionLog log) {
    this.log = log;
  }

  /** A client has seen that what it was sent is damaged. */
  static final class Damaged extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    Damaged(String what) {
      super(what);
    }
  }

  /** The last value of each key. */
  static Map<String, String> read(PartitionLog log, int maxBytes) {
    KeyedReader reader = new KeyedReader(log);
    long offset = log.logStartOffset();
    while (offset < log.logEndOffset()) {
      offset = reader.readAt(offset, maxBytes);
    }
    return reader.values;
  }

  private long readAt(long offset, int maxBytes) {
    LogRead read = log.read(offset, maxBytes, Long.MAX_VALUE, true);
    ByteBuffer bytes = ByteBuffer.allocate(read.records().sizeInBytes());
    read.records().writeTo(bytes);
    read.records().release();
    if (bytes.position() == 0) {
      return log.logEndOffset();
    }
    List<AbortedTransaction> aborted = log.abortedTransactions(offset, read.nextOffset());
    RecordBatches batches = new RecordBatches(bytes.flip());
    while (batches.next()) {
      RecordBatch batch = batches.batch();
      if (!batch.isCrcValid()) {
        throw new Damaged("checksum at offset " + offset);
      }
      if (!batch.isControl() && aborted.stream().noneMatch(one -> holds(one, batch))) {
        RecordCursor.readAll(batch).forEach(this::take);
      }
    }
    if (batches.rest() != RecordBatches.Rest.NOTHING || read.nextOffset() <= offset) {
      throw new Damaged("no batch behind offset " + offset);
    }
    return read.nextOffset();
  }

  private static boolean holds(AbortedTransaction aborted, RecordBatch batch) {
    return batch.isTransactional()
        && batch.producerId() == aborted.producerId()
        && batch.baseOffset() >= aborted.firstOffset()
        && batch.baseOffset() <= aborted.lastOffset();
  }

  private void take(LogRecord record) {
    var key = record.key();
    assertThat(key).isNotNull();
    String name = new String(key.toByteArray(), StandardCharsets.UTF_8);
    var value = record.value();
    if (value == null) {
      values.remove(name);
    } else {
      values.put(name, new String(value.toByteArray(), StandardCharsets.UTF_8));
    }
  }
}
