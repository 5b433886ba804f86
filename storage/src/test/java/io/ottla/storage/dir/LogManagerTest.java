package io.ottla.storage.dir;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.runtime.ManualClock;
import io.ottla.runtime.ManualLoop;
import io.ottla.storage.disk.RealDisk;
import io.ottla.storage.file.FileCache;
import io.ottla.storage.log.LogConfig;
import io.ottla.storage.log.LogEnvironment;
import io.ottla.storage.log.PartitionLog;
import io.ottla.storage.log.RecoveryProgress;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.wire.protocol.Uuid;
import io.ottla.wire.record.RecordBatchBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogManagerTest {
  private static final Uuid TOPIC = new Uuid(1, 2);
  private static final PartitionName NAME = new PartitionName("orders", 3);

  private final RealDisk disk = new RealDisk();
  private final ManualLoop background = new ManualLoop("background", new ManualClock(1_000));
  private final LogEnvironment environment =
      new LogEnvironment(new FileCache(disk, 100), background, 86_400_000, false);
  private final Path root;

  LogManagerTest(@TempDir Path root) {
    this.root = root;
  }

  private LogDirectory directory(String name) {
    disk.createDirectories(root.resolve(name));
    return LogDirectory.open(disk, root.resolve(name), new Uuid(5, 6));
  }

  private LogManager manager(LogDirectory... directories) {
    return new LogManager(environment, List.of(directories), directory -> {});
  }

  private static void loadAll(LogManager manager) {
    loadAll(manager, log -> true);
  }

  private static void loadAll(LogManager manager, Predicate<ManagedLog> isKnown) {
    manager.loadAll(
        topic -> LogConfig.DEFAULT, isKnown, RecoveryProgress.SILENT, LogManagerTest::runAll);
  }

  private static void runAll(List<List<Runnable>> directories) {
    directories.forEach(tasks -> tasks.forEach(Runnable::run));
  }

  private static void append(PartitionLog log, String value) {
    ByteBuffer bytes = ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8));
    ByteBuffer batch = RecordBatchBuilder.plain().append(1_000, null, bytes).build();
    assertThat(log.append(batch, 0, AppendOrigin.CLIENT).isOk()).isTrue();
  }

  private static ManagedLog find(LogManager manager) {
    return Objects.requireNonNull(manager.find(NAME));
  }

  @Test
  void logsAreThereAfterACleanRestart() {
    LogDirectory directory = directory("a");
    LogManager manager = manager(directory);
    append(manager.create(NAME, TOPIC, LogConfig.DEFAULT, directory).log(), "x");
    find(manager).log().onHighWatermark(1);
    manager.closeCleanly(12, LogManagerTest::runAll);

    LogDirectory again = directory("a");
    LogManager restarted = manager(again);
    loadAll(restarted);

    assertThat(again.isClean()).isTrue();
    assertThat(again.cleanShutdown()).isEqualTo(new CleanShutdown(12));
    assertThat(find(restarted).topicId()).isEqualTo(TOPIC);
    assertThat(find(restarted).log().logEndOffset()).isEqualTo(1);
    assertThat(find(restarted).log().highWatermark()).isEqualTo(1);
    assertThat(find(restarted).log().recoveryPoint()).isEqualTo(1);
    assertThat(root.resolve("a/.kafka_cleanshutdown")).doesNotExist();
  }

  @Test
  void whatACheckpointSaysOfADeletedTopicIsNotBelievedOfTheNextOfItsName() {
    LogDirectory directory = directory("a");
    LogManager manager = manager(directory);
    PartitionLog deleted = manager.create(NAME, TOPIC, LogConfig.DEFAULT, directory).log();
    for (int i = 0; i < 5; i++) {
      append(deleted, "old");
    }
    deleted.onHighWatermark(5);
    deleted.incrementLogStartOffset(5);
    manager.checkpoint();
    manager.delete(NAME);

    append(manager.create(NAME, new Uuid(3, 4), LogConfig.DEFAULT, directory).log(), "new");

    LogManager afterCrash = manager(directory("a"));
    loadAll(afterCrash);
    assertThat(find(afterCrash).log().logStartOffset()).isZero();
    assertThat(find(afterCrash).log().logEndOffset()).isEqualTo(1);
    assertThat(find(afterCrash).log().highWatermark()).isZero();
  }

  @Test
  void aDirectoryThatIsThereAlreadyIsRecoveredNotTrusted() throws IOException {
    LogDirectory directory = directory("a");
    append(manager(directory).create(NAME, TOPIC, LogConfig.DEFAULT, directory).log(), "x");
    Path log = root.resolve("a/orders-3/00000000000000000000.log");
    Files.write(log, new byte[100], StandardOpenOption.APPEND);

    PartitionLog again = manager(directory).create(NAME, TOPIC, LogConfig.DEFAULT, directory).log();

    assertThat(again.logEndOffset()).isEqualTo(1);
    assertThat(log).hasSize(again.sizeInBytes());
  }

  @Test
  void aDirectoryThatAnotherTopicOfTheNameLeftIsSetAside() {
    LogDirectory directory = directory("a");
    append(manager(directory).create(NAME, TOPIC, LogConfig.DEFAULT, directory).log(), "x");

    ManagedLog created =
        manager(directory).create(NAME, new Uuid(3, 4), LogConfig.DEFAULT, directory);

    assertThat(created.log().logEndOffset()).isZero();
    assertThat(root.resolve("a").toFile().list())
        .contains("orders-3", "orders-3.00000000000000010000000000000002-stray");
  }

  @Test
  void theFilesOfADirectoryAreKafkas() throws IOException {
    LogDirectory directory = directory("a");
    LogManager manager = manager(directory);
    append(manager.create(NAME, TOPIC, LogConfig.DEFAULT, directory).log(), "x");
    manager.closeCleanly(12, LogManagerTest::runAll);

    Path path = root.resolve("a");
    assertThat(path.resolve("recovery-point-offset-checkpoint")).hasContent("0\n1\norders 3 1\n");
    assertThat(path.resolve("replication-offset-checkpoint")).hasContent("0\n1\norders 3 0\n");
    assertThat(path.resolve("log-start-offset-checkpoint")).hasContent("0\n0\n");
    assertThat(path.resolve(".kafka_cleanshutdown"))
        .hasContent("{\"version\":0,\"brokerEpoch\":12}");
    assertThat(Files.readString(path.resolve("orders-3/partition.metadata")))
        .isEqualTo("version: 0\ntopic_id: AAAAAAAAAAEAAAAAAAAAAg");
    assertThat(path.resolve("orders-3/leader-epoch-checkpoint")).hasContent("0\n1\n0 0\n");
    assertThat(path.resolve("orders-3").toFile().list())
        .containsExactlyInAnyOrder(
            "00000000000000000000.log",
            "00000000000000000000.index",
            "00000000000000000000.timeindex",
            "00000000000000000001.snapshot",
            "leader-epoch-checkpoint",
            "partition.metadata");
  }

  @Test
  void aCrashIsRecoveredWithProgress() {
    LogDirectory directory = directory("a");
    LogManager manager = manager(directory);
    append(manager.create(NAME, TOPIC, LogConfig.DEFAULT, directory).log(), "x");

    LogManager restarted = manager(directory("a"));
    List<String> progress = new ArrayList<>();
    restarted.loadAll(
        topic -> LogConfig.DEFAULT,
        log -> true,
        new RecoveryProgress() {
          @Override
          public void onWork(int segments, long bytes) {
            progress.add(segments + " of " + bytes);
          }

          @Override
          public void onSegment(long bytes) {
            progress.add("done " + bytes);
          }
        },
        directories -> directories.forEach(tasks -> tasks.forEach(Runnable::run)));

    assertThat(find(restarted).log().logEndOffset()).isEqualTo(1);
    assertThat(progress).containsExactly("1 of 69", "done 69");
  }

  /** Two batches, the first of which is damaged, and no snapshot of the producers. */
  private void damage(String directory) throws IOException {
    Path log = root.resolve(directory + "/orders-3/00000000000000000000.log");
    byte[] bytes = Files.readAllBytes(log);
    bytes[bytes.length / 2 - 1] ^= 1;
    replace(log, bytes);
  }

  private static void replace(Path log, byte[] bytes) throws IOException {
    Files.write(log, bytes);
    try (DirectoryStream<Path> snapshots =
        Files.newDirectoryStream(log.resolveSibling("."), "*.snapshot")) {
      for (Path snapshot : snapshots) {
        Files.delete(snapshot);
      }
    }
    Files.deleteIfExists(log.resolveSibling("ottla.segments"));
  }

  @Test
  void aDamagedLogIsLeftOutAsItIsAndTheOthersAreThere() throws IOException {
    PartitionName other = new PartitionName("orders", 4);
    LogDirectory directory = directory("a");
    LogManager manager = manager(directory);
    PartitionLog log = manager.create(NAME, TOPIC, LogConfig.DEFAULT, directory).log();
    append(log, "x");
    append(log, "y");
    append(manager.create(other, TOPIC, LogConfig.DEFAULT, directory).log(), "z");
    manager.closeCleanly(12, LogManagerTest::runAll);
    damage("a");
    byte[] before = Files.readAllBytes(root.resolve("a/orders-3/00000000000000000000.log"));

    for (int start = 0; start < 2; start++) {
      LogManager restarted = manager(directory("a"));
      loadAll(restarted);

      assertThat(restarted.find(NAME)).isNull();
      assertThat(restarted.isDamaged(NAME, TOPIC)).isTrue();
      assertThat(restarted.isDamaged(NAME, new Uuid(3, 4))).isFalse();
      assertThat(Objects.requireNonNull(restarted.find(other)).log().logEndOffset()).isEqualTo(1);
      restarted.closeCleanly(12, LogManagerTest::runAll);
      assertThat(root.resolve("a/recovery-point-offset-checkpoint"))
          .content()
          .contains("orders 3 2");
      assertThat(root.resolve("a/orders-3/00000000000000000000.log")).hasBinaryContent(before);
    }
  }

  @Test
  void aLogWithHalfABatchAtItsEndIsLeftOutAfterAStopInOrder() throws IOException {
    LogDirectory directory = directory("a");
    LogManager manager = manager(directory);
    PartitionLog log = manager.create(NAME, TOPIC, LogConfig.DEFAULT, directory).log();
    append(log, "x");
    append(log, "y");
    manager.closeCleanly(12, LogManagerTest::runAll);
    Path file = root.resolve("a/orders-3/00000000000000000000.log");
    byte[] bytes = Files.readAllBytes(file);
    replace(file, Arrays.copyOf(bytes, bytes.length - 10));

    LogManager restarted = manager(directory("a"));
    loadAll(restarted);

    assertThat(restarted.find(NAME)).isNull();
    assertThat(restarted.isDamaged(NAME, TOPIC)).isTrue();
  }

  @Test
  void anotherTopicOfTheNameIsMadeBesideADamagedLog() throws IOException {
    LogDirectory directory = directory("a");
    LogManager manager = manager(directory);
    PartitionLog log = manager.create(NAME, TOPIC, LogConfig.DEFAULT, directory).log();
    append(log, "x");
    append(log, "y");
    manager.closeCleanly(12, LogManagerTest::runAll);
    damage("a");
    LogDirectory again = directory("a");
    LogManager restarted = manager(again);
    loadAll(restarted);

    ManagedLog created = restarted.create(NAME, new Uuid(3, 4), LogConfig.DEFAULT, again);

    assertThat(created.log().logEndOffset()).isZero();
    assertThat(restarted.isDamaged(NAME, TOPIC)).isFalse();
    assertThat(root.resolve("a/orders-3.00000000000000010000000000000002-stray")).exists();
  }

  @Test
  void aStrayIsSetAsideAndNotDeleted() {
    LogDirectory directory = directory("a");
    LogManager manager = manager(directory);
    append(manager.create(NAME, TOPIC, LogConfig.DEFAULT, directory).log(), "x");

    LogManager restarted = manager(directory("a"));
    loadAll(restarted, log -> false);

    assertThat(restarted.find(NAME)).isNull();
    Path stray = root.resolve("a/orders-3.00000000000000010000000000000002-stray");
    assertThat(stray.resolve("00000000000000000000.log")).hasSize(69);
  }

  @Test
  void aStrayDoesNotStandInForTheTopicThatHasItsNameNow() {
    LogDirectory first = directory("a");
    LogDirectory second = directory("b");
    PartitionLog old = manager(first).create(NAME, TOPIC, LogConfig.DEFAULT, first).log();
    append(old, "of a topic that was deleted while its directory was offline");
    append(old, "longer");
    Uuid anew = new Uuid(7, 8);
    append(manager(second).create(NAME, anew, LogConfig.DEFAULT, second).log(), "x");

    LogManager restarted = manager(directory("a"), directory("b"));
    loadAll(restarted, log -> log.topicId().equals(anew));

    assertThat(find(restarted).topicId()).isEqualTo(anew);
    assertThat(find(restarted).log().logEndOffset()).isEqualTo(1);
    assertThat(root.resolve("a/orders-3.00000000000000010000000000000002-stray")).exists();
  }

  @Test
  void aLogWhoseTopicWasNotOnDiskYetLearnsItAgain() throws IOException {
    LogDirectory first = directory("a");
    append(manager(first).create(NAME, TOPIC, LogConfig.DEFAULT, first).log(), "x");
    Files.delete(root.resolve("a/orders-3/partition.metadata"));
    LogManager restarted = manager(directory("a"));
    loadAll(restarted);

    ManagedLog adopted =
        restarted.create(NAME, TOPIC, LogConfig.DEFAULT, restarted.directories().get(0));

    assertThat(adopted.log().logEndOffset()).isEqualTo(1);
    assertThat(find(restarted).topicId()).isEqualTo(TOPIC);
    assertThat(root.resolve("a/orders-3/partition.metadata")).exists();
  }

  @Test
  void aDeletedLogFreesItsNameAtOnceAndItsFilesLater() {
    LogDirectory directory = directory("a");
    LogManager manager = manager(directory);
    append(manager.create(NAME, TOPIC, LogConfig.DEFAULT, directory).log(), "x");

    manager.delete(NAME);
    ManagedLog again = manager.create(NAME, new Uuid(7, 8), LogConfig.DEFAULT, directory);

    assertThat(again.log().logEndOffset()).isZero();
    assertThat(environment.files().openCount()).isZero();
    Path deleted = root.resolve("a/orders-3.00000000000000010000000000000002-delete");
    assertThat(deleted).exists();
    background.advanceMs(60_000);
    assertThat(deleted).doesNotExist();
  }

  @Test
  void newLogsGoToTheDirectoryWithTheFewest() {
    LogDirectory first = directory("a");
    LogDirectory second = directory("b");
    LogManager manager = manager(first, second);
    manager.create(NAME, TOPIC, LogConfig.DEFAULT, first);

    assertThat(manager.leastLoaded()).isSameAs(second);
    manager.fail(second, "test");
    assertThat(manager.leastLoaded()).isSameAs(first);
  }

  @Test
  void aLogMovesToAnotherDirectory() {
    LogDirectory first = directory("a");
    LogDirectory second = directory("b");
    LogManager manager = manager(first, second);
    PartitionLog log = manager.create(NAME, TOPIC, LogConfig.DEFAULT, first).log();
    append(log, "x");
    log.onHighWatermark(1);

    LogMove move = manager.beginMove(find(manager), second);
    while (move.copyOn() > 0) {
      append(log, "while it is copied");
      if (log.logEndOffset() == 5) {
        break;
      }
    }
    move.flush();
    assertThat(move.catchUp()).isTrue();
    manager.exchange(move);
    background.advanceMs(60_000);

    PartitionLog moved = find(manager).log();
    assertThat(find(manager).directory()).isSameAs(second);
    assertThat(moved.directory()).isEqualTo(root.resolve("b/orders-3"));
    assertThat(moved.logEndOffset()).isEqualTo(5);
    assertThat(moved.highWatermark()).isEqualTo(1);
    assertThat(manager.placement().moves()).isEmpty();
    assertThat(root.resolve("a").toFile().list()).doesNotContain("orders-3");
    assertThat(root.resolve("a").toFile().list((dir, name) -> name.endsWith("-delete"))).isEmpty();
  }

  @Test
  void aMoveThatACrashCutOffIsToldOfAndLeavesNoCopy() {
    LogDirectory first = directory("a");
    LogManager manager = manager(first, directory("b"));
    append(manager.create(NAME, TOPIC, LogConfig.DEFAULT, first).log(), "x");
    LogMove move = manager.beginMove(find(manager), manager.directories().get(1));
    int unused = move.copyOn();

    LogManager restarted = manager(directory("a"), directory("b"));
    loadAll(restarted);
    background.runAll();

    assertThat(restarted.placement().interruptedMoves())
        .containsExactly(Map.entry(NAME, restarted.directories().get(1)));
    assertThat(find(restarted).directory()).isSameAs(restarted.directories().get(0));
    assertThat(root.resolve("b").toFile().list((dir, name) -> name.endsWith("-future"))).isEmpty();
  }

  @Test
  void aLogThatACrashLeftInTwoDirectoriesIsTheLongerOne() {
    LogDirectory first = directory("a");
    LogDirectory second = directory("b");
    LogManager manager = manager(first, second);
    append(manager.create(NAME, TOPIC, LogConfig.DEFAULT, first).log(), "x");
    LogMove move = manager.beginMove(find(manager), second);
    int unused = move.copyOn();
    manager.exchange(move);
    append(find(manager).log(), "in the new place");

    LogManager restarted = manager(directory("a"), directory("b"));
    loadAll(restarted);

    assertThat(find(restarted).log().logEndOffset()).isEqualTo(2);
    assertThat(find(restarted).log().directory()).isEqualTo(root.resolve("b/orders-3"));
    assertThat(root.resolve("a/orders-3")).doesNotExist();
  }

  @Test
  void aCheckpointThatSaysTheSameIsNotWrittenAgain() throws IOException {
    LogDirectory directory = directory("a");
    LogManager manager = manager(directory);
    PartitionLog log = manager.create(NAME, TOPIC, LogConfig.DEFAULT, directory).log();
    Path file = root.resolve("a/replication-offset-checkpoint");
    manager.checkpoint();
    Files.delete(file);

    manager.checkpoint();
    assertThat(file).doesNotExist();
    append(log, "x");
    log.onHighWatermark(1);
    manager.checkpoint();

    assertThat(file).hasContent("0\n1\norders 3 1\n");
  }

  @Test
  void directoryNamesAreParsed() {
    assertThat(PartitionName.parse("a-b-12")).isEqualTo(new PartitionName("a-b", 12));
    assertThat(PartitionName.parse("a-b-12.0f-delete")).isNull();
    assertThat(PartitionName.parse("ab")).isNull();
    assertThat(PartitionName.parse("-1")).isNull();
    assertThat(PartitionName.parse("a-")).isNull();
  }
}
