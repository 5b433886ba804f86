package io.ottla.compat.wire;

import io.ottla.wire.codec.Bytes;
import io.ottla.wire.compress.Compression;
import io.ottla.wire.record.BatchAttributes;
import io.ottla.wire.record.ControlType;
import io.ottla.wire.record.LogRecord;
import io.ottla.wire.record.RecordHeader;
import io.ottla.wire.record.TimestampType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What a batch shall hold, drawn from a seed.
 *
 * @param records with growing offsets, gaps between them
 */
record RandomBatch(BatchAttributes attributes, List<LogRecord> records) {
  private static final List<ControlType> CONTROL_TYPES =
      List.of(ControlType.ABORT, ControlType.COMMIT, ControlType.LEADER_CHANGE);

  static RandomBatch draw(Compression compression, Random random) {
    boolean appendTime = random.nextInt(4) == 0;
    boolean idempotent = random.nextBoolean();
    BatchAttributes.Producer producer =
        idempotent
            ? new BatchAttributes.Producer(
                random.nextLong() >>> 1,
                (short) random.nextInt(Short.MAX_VALUE),
                random.nextInt() >>> 1)
            : BatchAttributes.Producer.NONE;
    boolean control = random.nextInt(5) == 0;
    BatchAttributes attributes =
        new BatchAttributes(
            compression,
            compression.defaultLevel(),
            appendTime ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME,
            random.nextInt(),
            producer,
            idempotent && random.nextBoolean(),
            control,
            random.nextInt(4) == 0
                ? OptionalLong.of(random.nextInt() >>> 1)
                : OptionalLong.empty());
    return new RandomBatch(attributes, records(random, appendTime, control));
  }

  long baseOffset() {
    return records.get(0).offset();
  }

  private static List<LogRecord> records(Random random, boolean sameTime, boolean control) {
    List<LogRecord> records = new ArrayList<>();
    int count = 1 + random.nextInt(40);
    long offset = random.nextLong() >>> 2;
    long timestamp = random.nextLong() >>> 20;
    for (int i = 0; i < count; i++) {
      records.add(
          new LogRecord(
              offset,
              timestamp,
              control ? controlKey(random) : bytes(random),
              bytes(random),
              headers(random)));
      offset += 1 + random.nextInt(3);
      timestamp += sameTime ? 0 : random.nextInt(2_000) - 1_000;
    }
    return records;
  }

  private static Bytes controlKey(Random random) {
    return Bytes.copyOf(CONTROL_TYPES.get(random.nextInt(CONTROL_TYPES.size())).key());
  }

  private static List<RecordHeader> headers(Random random) {
    List<RecordHeader> headers = new ArrayList<>();
    for (int i = random.nextInt(6) - 2; i > 0; i--) {
      headers.add(new RecordHeader("přání-" + random.nextInt(100), bytes(random)));
    }
    return headers;
  }

  private static @Nullable Bytes bytes(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> null;
      case 1 -> Bytes.EMPTY;
      case 2 -> noise(random, random.nextInt(3_000));
      default ->
          Bytes.copyOf("some text ".repeat(random.nextInt(30)).getBytes(StandardCharsets.UTF_8));
    };
  }

  private static Bytes noise(Random random, int size) {
    byte[] noise = new byte[size];
    random.nextBytes(noise);
    return Bytes.copyOf(noise);
  }
}
