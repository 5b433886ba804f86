package io.ottla.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.storage.disk.RealDisk;
import io.ottla.wire.record.BatchAttributes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bytes of a log's files, field by field. Start time 1,700,000,000,000 ms is 0000018bcfe56800;
 * the batches have 69, 69 and 78 bytes.
 */
class GoldenFilesTest {
  private final LogHarness harness;
  private final Path directory;

  GoldenFilesTest(@TempDir Path root) {
    directory = root.resolve("g-0");
    LogConfig config =
        LogConfig.DEFAULT.withRoll(
            new LogConfig.Roll(1 << 20, 604_800_000L, 0, 10_485_760, 0, false));
    harness = new LogHarness(new RealDisk(), directory, config);
    BatchAttributes producer = LogHarness.producer(7, 2, 10).asTransactional();
    harness.append("a");
    harness.clock.advanceMs(1);
    harness.append(producer, "b");
    harness.clock.advanceMs(1);
    harness.endTransaction(7, 2, false);
    harness.append(LogHarness.producer(7, 2, 11).asTransactional(), "c");
    harness.log.close();
  }

  private String hex(String file) throws IOException {
    return HexFormat.of().formatHex(Files.readAllBytes(directory.resolve(file)));
  }

  @Test
  void theOffsetIndexHoldsTheLastOffsetAndThePositionOfABatch() throws IOException {
    assertThat(hex("00000000000000000000.index"))
        .isEqualTo(
            "00000001"
                + "00000045" // offset 1 at 69
                + ("00000002" + "0000008a") // offset 2 at 138
                + ("00000003" + "000000d8")); // offset 3 at 216
  }

  @Test
  void theTimeIndexHoldsTheLargestTimestampSoFarAndItsOffset() throws IOException {
    assertThat(hex("00000000000000000000.timeindex"))
        .isEqualTo("0000018bcfe56801" + "00000001" + "0000018bcfe56802" + "00000002");
  }

  @Test
  void theTransactionIndexHoldsWhatWasAborted() throws IOException {
    assertThat(hex("00000000000000000000.txnindex"))
        .isEqualTo(
            "0000" // version
                + "0000000000000007" // producer id
                + "0000000000000001" // first offset
                + "0000000000000002" // offset of the marker
                + "0000000000000003"); // last stable offset
  }

  @Test
  void theSnapshotHoldsTheLastBatchOfEachProducer() throws IOException {
    String hex = hex("00000000000000000004.snapshot");

    assertThat(hex.substring(0, 4)).isEqualTo("0001");
    assertThat(hex.substring(12))
        .isEqualTo(
            "00000001" // entries
                + "0000000000000007" // producer id
                + "0002" // epoch
                + "0000000b" // last sequence
                + "0000000000000003" // last offset
                + "00000000" // offset delta
                + "0000018bcfe56802" // timestamp
                + "00000000" // coordinator epoch
                + "0000000000000003"); // first offset of the open transaction
  }
}
