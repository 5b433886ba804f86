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
import io.ottla.storage.log.PartitionMetadata;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.wire.protocol.Uuid;
import io.ottla.wire.record.RecordBatchBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  /** The state of a directory that was shut down in order by a broker that compacts nothing. */
  private void markClean() throws IOException {
    Files.writeString(data.resolve(".kafka_cleanshutdown"), "{\"version\":0,\"brokerEpoch\":1}");
    Files.writeString(data.resolve("cleaner-offset-checkpoint"), "0\n0\n");
    for (String log : new String[] {"a-0", "b-0"}) {
      PartitionMetadata.write(new RealDisk(), data.resolve(log), new Uuid(1, 2));
    }
  }

  private Path deleteSecondSegment() throws IOException {
    Path log = data.resolve("a-0");
    List<Path> segments;
    try (Stream<Path> all = Files.list(log)) {
      segments = all.filter(path -> path.toString().endsWith(".log")).sorted().toList();
    }
    String second = segments.get(1).toString();
    for (String suffix : new String[] {".log", ".index", ".timeindex"}) {
      Files.delete(Path.of(second.replace(".log", suffix)));
    }
    Files.deleteIfExists(log.resolve("ottla.segments"));
    return segments.get(2);
  }

  @Test
  void aMissingSegmentIsAFindingWhereTheDirectoryTells() throws IOException {
    Path third = deleteSecondSegment();
    markClean();

    assertThat(run("verify-log", data.toString())).isEqualTo(1);
    assertThat(out.toString()).startsWith(third + " at position 0: offsets ");
    assertThat(out.toString()).endsWith(": 1 findings" + System.lineSeparator());

    assertThat(run("verify-log", data.resolve("a-0").toString())).isEqualTo(1);
  }

  @Test
  void aNoteIsPrintedAndIsNoFinding() throws IOException {
    Path third = deleteSecondSegment();

    assertThat(run("verify-log", data.toString())).isZero();
    assertThat(out.toString()).startsWith(third + " at position 0: note: offsets ");
    assertThat(out.toString()).endsWith(": 0 findings, 1 notes" + System.lineSeparator());
  }

  @Test
  void aCheckpointThatCannotBeReadIsAFinding() throws IOException {
    markClean();
    Path checkpoint = data.resolve("recovery-point-offset-checkpoint");
    Files.writeString(checkpoint, "0\n1\na 0\n");

    assertThat(run("verify-log", data.toString())).isEqualTo(1);
    assertThat(out.toString()).startsWith(checkpoint + " at position 4: no entry: \"a 0\"");
  }

  @Test
  void whatCannotBeOpenedIsAFinding() throws IOException {
    Files.delete(data.resolve("a-0").resolve(FIRST_SEGMENT));
    Files.createDirectory(data.resolve("a-0").resolve(FIRST_SEGMENT));

    assertThat(run("verify-log", data.toString())).isEqualTo(1);
    assertThat(out.toString()).startsWith(data.resolve("a-0") + " at position 0: ");
    assertThat(out.toString()).contains("20 records");
  }

  private void watched(Runnable action) {
    System.setProperty("ottla.terminal", "true");
    try {
      action.run();
    } finally {
      System.clearProperty("ottla.terminal");
    }
  }

  @Test
  void whoWatchesATerminalSeesABarThatFillsBatchByBatch() {
    watched(() -> assertThat(run("verify-log", data.toString())).isZero());

    List<String> steps = List.of(err.toString().strip().split("\r"));
    String bytes = out.toString().replaceAll("(?s).* (\\d+) bytes.*", "$1");
    assertThat(steps).hasSizeGreaterThan(30).doesNotHaveDuplicates();
    assertThat(steps.get(0)).isEqualTo("0 % of " + bytes + " bytes [" + ".".repeat(50) + "]");
    assertThat(err.toString()).contains("\r 50 % of " + bytes + " bytes [" + "#".repeat(25) + ".");
    assertThat(steps.get(steps.size() - 1))
        .isEqualTo("100 % of " + bytes + " bytes [" + "#".repeat(50) + "]");
    assertThat(out.toString()).doesNotContain("\r");
  }

  @Test
  void theBarMakesRoomForAFinding() throws IOException {
    flip(data.resolve("a-0").resolve(FIRST_SEGMENT), 70);

    watched(() -> assertThat(run("verify-log", data.toString())).isEqualTo(1));

    assertThat(err.toString()).containsPattern("\\]\r {60,}\r");
    assertThat(err.toString()).contains("\r100 % of ");
  }

  @Test
  void withoutATerminalNoControlCharacterIsPrinted() throws IOException {
    flip(data.resolve("a-0").resolve(FIRST_SEGMENT), 70);

    assertThat(run("verify-log", data.toString())).isEqualTo(1);

    assertThat(err.toString()).isEmpty();
    assertThat(out.toString().replace(System.lineSeparator(), ""))
        .matches(text -> text.chars().noneMatch(Character::isISOControl));
  }

  /** What a start would set right, remove or complete. */
  private void leaveWork() throws IOException {
    Path log = data.resolve("a-0");
    Files.write(log.resolve("00000000000000000001.log.swap"), new byte[0]);
    Files.write(log.resolve("00000000000000000001.index.cleaned"), new byte[9]);
    Files.write(log.resolve("00000000000000000001.log.deleted"), new byte[9]);
    Files.write(log.resolve("00000000000000000007.snapshot"), new byte[9]);
    Files.write(log.resolve("leader-epoch-checkpoint"), new byte[9]);
    Files.write(log.resolve("partition.metadata"), new byte[9]);
    Files.write(log.resolve("ottla.segments"), new byte[100]);
    Files.write(log.resolve("00000000000000000000.txnindex"), new byte[35]);
    Files.write(log.resolve(FIRST_SEGMENT), new byte[5_000], StandardOpenOption.APPEND);
    Files.delete(log.resolve("00000000000000000000.index"));
    Files.write(data.resolve("recovery-point-offset-checkpoint"), new byte[9]);
    Files.write(data.resolve("replication-offset-checkpoint.tmp"), new byte[9]);
    Files.createDirectories(data.resolve("c-0.0123456789-delete"));
    Files.copy(
        data.resolve("b-0").resolve(FIRST_SEGMENT),
        data.resolve("c-0.0123456789-delete").resolve(FIRST_SEGMENT));
  }

  @Test
  void neitherCommandChangesAByteWhateverItFinds() throws IOException {
    for (boolean isClean : new boolean[] {false, true}) {
      if (isClean) {
        markClean();
      }
      leaveWork();
      Map<Path, String> before = state();

      assertThat(run("verify-log", data.toString())).isEqualTo(1);
      assertThat(run("verify-log", data.resolve("a-0").toString())).isEqualTo(1);
      List<String> dump = new ArrayList<>(List.of("dump-log", "--records"));
      before.keySet().stream().filter(Files::isRegularFile).map(Path::toString).forEach(dump::add);
      assertThat(run(dump.toArray(new String[0]))).isEqualTo(1);

      assertThat(state()).isEqualTo(before);
      restore();
    }
  }

  private void restore() throws IOException {
    new RealDisk().deleteTree(data);
    Files.createDirectories(data);
    fill();
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
