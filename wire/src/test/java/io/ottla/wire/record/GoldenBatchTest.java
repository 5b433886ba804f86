package io.ottla.wire.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.wire.codec.Bytes;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bytes of two batches, as Apache Kafka's own classes write them. */
final class GoldenBatchTest {
  private static final String TRANSACTIONAL_BATCH =
      hex(
          "0000000000000007", // base offset 7
          "00000049", // 73 bytes follow
          "00000003", // leader epoch 3
          "02", // magic
          "277dbd1e", // CRC-32C
          "0010", // attributes: transactional
          "00000001", // last offset delta
          "0000000000000064", // base timestamp 100
          "0000000000000066", // max timestamp 102
          "00000000000003e8", // producer id 1000
          "0005", // producer epoch
          "0000000a", // base sequence
          "00000002", // two records
          "20", // 16 bytes
          "00" + "00" + "00", // attributes, timestamp delta 0, offset delta 0
          "02" + "6b", // key of 1 byte: k
          "04" + "7631", // value of 2 bytes: v1
          "04", // two headers
          "02" + "68" + "02" + "78", // h = x
          "02" + "69" + "01", // i = null
          "0c", // 6 bytes
          "00" + "04" + "02", // timestamp delta 2, offset delta 1
          "01" + "01", // key and value null
          "00"); // no headers

  private static final String COMMIT_MARKER =
      hex(
          "0000000000000000", // base offset, not yet assigned
          "00000042", // 66 bytes follow
          "ffffffff", // leader epoch, not yet assigned
          "02", // magic
          "a9fde8e1", // CRC-32C
          "0030", // attributes: control, transactional
          "00000000", // last offset delta
          "0000000000000009", // base timestamp
          "0000000000000009", // max timestamp
          "00000000000003e8", // producer id 1000
          "0005", // producer epoch
          "ffffffff", // no base sequence
          "00000001", // one record
          "20", // 16 bytes
          "00" + "00" + "00",
          "08" + "0000" + "0001", // key: version 0, type 1, commit
          "0c" + "0000" + "0000002a", // value: version 0, coordinator epoch 42
          "00"); // no headers

  @Test
  void aTransactionalBatchHasTheseBytes() {
    BatchAttributes attributes =
        BatchAttributes.PLAIN
            .withProducer(1000, (short) 5, 10)
            .asTransactional()
            .withLeaderEpoch(3);
    List<LogRecord> records =
        List.of(
            new LogRecord(
                7,
                100,
                bytes("k"),
                bytes("v1"),
                List.of(new RecordHeader("h", bytes("x")), new RecordHeader("i", null))),
            new LogRecord(8, 102, null, null, List.of()));

    ByteBuffer built = Batches.build(attributes, records);

    assertThat(hex(built)).isEqualTo(TRANSACTIONAL_BATCH);
    RecordBatch batch =
        RecordBatch.of(ByteBuffer.wrap(HexFormat.of().parseHex(TRANSACTIONAL_BATCH)));
    assertThat(batch.isCrcValid()).isTrue();
    assertThat(RecordCursor.readAll(batch)).isEqualTo(records);
  }

  @Test
  void aCommitMarkerHasTheseBytes() {
    ByteBuffer marker = ControlBatches.endTransaction(1000, (short) 5, true, 42, 9);

    assertThat(hex(marker)).isEqualTo(COMMIT_MARKER);
    try (RecordCursor cursor = RecordCursor.open(RecordBatch.of(marker))) {
      assertThat(cursor.next()).isTrue();
      assertThat(ControlType.ofKey(cursor.key())).isEqualTo(ControlType.COMMIT);
      assertThat(ControlBatches.coordinatorEpoch(cursor.value())).isEqualTo(42);
    }
  }

  private static Bytes bytes(String text) {
    return Bytes.copyOf(Batches.utf8(text));
  }

  private static String hex(String... parts) {
    return String.join("", parts);
  }

  private static String hex(ByteBuffer buffer) {
    return HexFormat.of().formatHex(Bytes.copyOf(buffer).toByteArray());
  }
}
