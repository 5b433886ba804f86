package io.ottla.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.runtime.ManualClock;
import io.ottla.runtime.ManualLoop;
import io.ottla.storage.disk.RealDisk;
import io.ottla.storage.file.FileCache;
import io.ottla.storage.log.LogConfig;
import io.ottla.storage.log.LogEnvironment;
import io.ottla.storage.log.OpenPoint;
import io.ottla.storage.log.PartitionLog;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.wire.record.RecordBatchBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code verify-log} and {@code dump-log} on a data directory of two logs. */
class LogCommandsTest {
  private static final int BATCHES = 20;
  private static final String FIRST_SEGMENT = "00000000000000000000.log";

  private final ManualClock clock = new ManualClock(1_700_000_000_000L);
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path data = Path.of("");

  @BeforeEach
  void fill() {
    fill("a-0");
    fill("b-0");
  }

  private void fill(String name) {
    LogConfig config =
        LogConfig.DEFAULT.withRoll(new LogConfig.Roll(600, 604_800_000L, 0, 10_485_760, 64, false));
    LogEnvironment environment =
        new LogEnvironment(
            new FileCache(new RealDisk(), 100), new ManualLoop("background", clock), 1_000, false);
    try (PartitionLog log =
        PartitionLog.open(environment, data.resolve(name), config, OpenPoint.UNKNOWN)) {
      for (int i = 0; i < BATCHES; i++) {
        ByteBuffer batch =
            RecordBatchBuilder.plain()
                .append(clock.wallMs(), null, ByteBuffer.wrap(new byte[100]))
                .build();
        assertThat(log.append(batch, 0, AppendOrigin.CLIENT).isOk()).isTrue();
      }
    }
  }

  private int run(String... arguments) {
    return OttlaCommand.create(
            config -> {
              throw new IllegalStateException("no broker is wanted");
            })
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  /** Every file with what is in it and when it was changed. */
  private Map<Path, String> state() throws IOException {
    Map<Path, String> state = new TreeMap<>();
    try (Stream<Path> all = Files.walk(data)) {
      all.forEach(path -> state.put(path, describe(path)));
    }
    return state;
  }

  private static String describe(Path path) {
    try {
      String content =
          Files.isDirectory(path) ? "" : Arrays.toString(Files.readAllBytes(path)) + " ";
      return content + Files.getLastModifiedTime(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void flip(Path file, int position) throws IOException {
    byte[] content = Files.readAllBytes(file);
    content[position] ^= 1;
    Files.write(file, content);
  }

  @Test
  void aSoundDirectoryIsSummedUpAndNothingInItChanges() throws IOException {
    Map<Path, String> before = state();

    int exit = run("verify-log", data.toString());

    assertThat(exit).isZero();
    assertThat(out.toString())
        .matches("2 logs, \\d+ segments, 40 batches, 40 records, \\d+ bytes: 0 findings\\R");
    assertThat(err.toString()).isEmpty();
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void aSingleLogCanBeChecked() {
    assertThat(run("verify-log", data.resolve("a-0").toString())).isZero();

    assertThat(out.toString()).startsWith("1 logs, ").contains("20 records");
  }

  @Test
  void damageIsNamedByFileAndPositionAndLeftAsItIs() throws IOException {
    Path damaged = data.resolve("b-0").resolve(FIRST_SEGMENT);
    flip(damaged, 70);
    Map<Path, String> before = state();

    int exit = run("verify-log", data.toString());

    assertThat(exit).isEqualTo(1);
    assertThat(out.toString().lines().findFirst())
        .hasValueSatisfying(line -> assertThat(line).startsWith(damaged + " at position 0: "));
    assertThat(out.toString()).doesNotContain(": 0 findings");
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void whatHoldsNoLogIsNotCalledSound() throws IOException {
    Path empty = Files.createDirectory(data.resolve("empty"));
    Path missing = data.resolve("no-such");
    Path file = data.resolve("a-0").resolve(FIRST_SEGMENT);

    assertThat(run("verify-log", missing.toString())).isEqualTo(1);
    assertThat(run("verify-log", data.resolve("a-0").toString(), empty.toString())).isEqualTo(1);
    assertThat(run("verify-log", file.toString())).isEqualTo(1);

    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines())
        .containsExactly(
            "ottla: " + missing + " does not exist",
            "ottla: no log in " + empty,
            "ottla: " + file + " is a file; give the directory of its partition");
  }

  @Test
  void missingFilesAreNotMade() throws IOException {
    for (String suffix : new String[] {".index", ".timeindex"}) {
      Files.delete(data.resolve("a-0").resolve("00000000000000000000" + suffix));
    }
    Map<Path, String> before = state();

    int unused = run("verify-log", data.toString());

    assertThat(state()).isEqualTo(before);
  }

  @Test
  void whoWatchesATerminalSeesHowFarItIs() {
    System.setProperty("ottla.terminal", "true");
    try {
      assertThat(run("verify-log", data.toString())).isZero();
    } finally {
      System.clearProperty("ottla.terminal");
    }

    assertThat(err.toString()).contains("\r100 % of ");
  }

  @Test
  void dumpingChangesNothing() throws IOException {
    Map<Path, String> before = state();

    int exit = run("dump-log", "--records", data.resolve("a-0").resolve(FIRST_SEGMENT).toString());

    assertThat(exit).isZero();
    assertThat(out.toString()).contains("offset=0");
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void dumpingWhatIsNotThereMakesNothing() throws IOException {
    Map<Path, String> before = state();

    int exit = run("dump-log", data.resolve("a-0").resolve("00000000000000000099.log").toString());

    assertThat(exit).isEqualTo(1);
    assertThat(err.toString()).contains("ottla: cannot read ");
    assertThat(state()).isEqualTo(before);
  }
}
