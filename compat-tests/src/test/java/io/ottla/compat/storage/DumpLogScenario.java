package io.ottla.compat.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.tool.Tools;
import io.ottla.runtime.ManualClock;
import io.ottla.runtime.ManualLoop;
import io.ottla.storage.disk.RealDisk;
import io.ottla.storage.file.FileCache;
import io.ottla.storage.log.LogConfig;
import io.ottla.storage.log.LogEnvironment;
import io.ottla.storage.log.OpenPoint;
import io.ottla.storage.log.PartitionLog;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.wire.compress.Compression;
import io.ottla.wire.record.BatchAttributes;
import io.ottla.wire.record.ControlBatches;
import io.ottla.wire.record.RecordBatchBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files written by the storage module alone, dumped by {@code kafka-dump-log}. */
class DumpLogScenario {
  private static final int ROUNDS = 40;
  private static final long PRODUCER = 4_711;
  private static final Pattern OFFSET = Pattern.compile("^\\| offset: (\\d+) .* payload: (.*)$");

  private final ManualClock clock = new ManualClock(1_700_000_000_000L);
  private final Path directory;
  private PartitionLog log;
  private int sequence;

  DumpLogScenario(@TempDir Path root) {
    this.directory = root.resolve("dumped-0");
    LogConfig config =
        LogConfig.DEFAULT.withRoll(
            new LogConfig.Roll(20_000, 604_800_000L, 0, 10_485_760, 512, false));
    LogEnvironment environment =
        new LogEnvironment(
            new FileCache(new RealDisk(), 100),
            new ManualLoop("background", clock),
            86_400_000,
            false);
    this.log = PartitionLog.open(environment, directory, config, OpenPoint.UNKNOWN);
  }

  private void fill() {
    for (int i = 0; i < ROUNDS; i++) {
      for (Compression compression : Compression.values()) {
        append(BatchAttributes.PLAIN.withCompression(compression), i);
      }
      BatchAttributes producer =
          BatchAttributes.PLAIN.withProducer(PRODUCER, (short) 0, sequence).asTransactional();
      append(producer, i);
      sequence += 2;
      ByteBuffer marker =
          ControlBatches.endTransaction(PRODUCER, (short) 0, i % 2 == 0, 3, clock.wallMs());
      assertThat(log.append(marker, i / 10, AppendOrigin.COORDINATOR).isOk()).isTrue();
      clock.advanceMs(7);
    }
    log.close();
  }

  private void append(BatchAttributes attributes, int round) {
    ByteBuffer batch =
        new RecordBatchBuilder(attributes, 0)
            .append(clock.wallMs(), utf8("key"), utf8("value " + round + " of some length"))
            .append(clock.wallMs(), null, utf8("second value " + round))
            .build();
    assertThat(log.append(batch, round / 10, AppendOrigin.CLIENT).isOk()).isTrue();
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> files(String suffix) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(Path::toString).filter(name -> name.endsWith(suffix)).sorted().toList();
    }
  }

  private static String dump(List<String> files, String... more) {
    String[] arguments =
        Stream.concat(Stream.of("--files", String.join(",", files)), Stream.of(more))
            .toArray(String[]::new);
    return Tools.run("kafka-dump-log", arguments).requireSuccess().out();
  }

  @Test
  void everySegmentIsReadRecordByRecord() throws IOException {
    fill();

    String dump = dump(files(".log"), "--deep-iteration", "--print-data-log");

    assertThat(files(".log")).hasSizeGreaterThan(1);
    assertThat(dump).doesNotContain("isvalid: false", "Found", "error", "Error");
    List<Matcher> records = dump.lines().map(OFFSET::matcher).filter(Matcher::matches).toList();
    long payloads = records.stream().filter(m -> m.group(2).contains("value")).count();
    assertThat(payloads).isEqualTo(2L * ROUNDS * (Compression.values().length + 1));
    assertThat(records.get(records.size() - 1).group(1))
        .isEqualTo(Long.toString(log.logEndOffset() - 2));
    assertThat(dump).contains("endTxnMarker: COMMIT coordinatorEpoch: 3");
    assertThat(dump).contains("endTxnMarker: ABORT coordinatorEpoch: 3");
  }

  @Test
  void theIndexesAgreeWithTheSegments() throws IOException {
    fill();

    String offsets = dump(files(".index"), "--verify-index-only");
    String timestamps = dump(files(".timeindex"), "--verify-index-only");

    assertThat(dump(files(".index"), "--index-sanity-check")).contains("passed sanity check");
    assertThat(dump(files(".timeindex"), "--index-sanity-check")).contains("passed sanity check");
    assertThat(offsets).doesNotContain("Mismatches");
    assertThat(timestamps)
        .doesNotContain("Found timestamp mismatch", "Found out of order", "missing");
  }

  @Test
  void abortedTransactionsAndProducersAreRead() throws IOException {
    fill();

    String aborted = dump(files(".txnindex"));
    String producers = dump(files(".snapshot"));

    assertThat(aborted.lines().filter(line -> line.startsWith("version: 0 producerId: 4711")))
        .hasSize(ROUNDS / 2);
    assertThat(producers)
        .contains("producerId: 4711 producerEpoch: 0 coordinatorEpoch: 3")
        .contains("lastSequence: " + (sequence - 1));
  }
}
