package io.ottla.storage.log;

import static io.ottla.storage.disk.Disk.Mode.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ottla.storage.disk.DiskFile;
import io.ottla.storage.disk.SimDisk;
import io.ottla.storage.file.CorruptLogException;
import io.ottla.storage.file.FileGoneException;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.storage.segment.FileKind;
import io.ottla.storage.segment.SegmentCatalog;
import io.ottla.wire.record.BatchAttributes;
import io.ottla.wire.record.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log of many small segments. */
class ManySegmentsTest {
  private static final int SEGMENTS = 200;
  private static final long STEP_MS = 10;

  private static final Path DIRECTORY = Path.of("/sim/t-0");
  private static final Path CATALOG = DIRECTORY.resolve(SegmentCatalog.NAME);
  private static final int HEAD = 88;
  private static final int BLOCKS = 2 * 4 + SEGMENTS * 32;
  private static final int A_FEW = 30;

  private final SimDisk disk = new SimDisk();
  private final LogHarness harness =
      new LogHarness(disk, DIRECTORY, LogHarness.smallSegments(4_000));

  @BeforeEach
  void fill() {
    append(SEGMENTS);
  }

  private void append(int segments) {
    for (int i = 0; i < segments; i++) {
      harness.append("value");
      harness.log.roll();
      harness.clock.advanceMs(STEP_MS);
    }
  }

  private void assertFound(long offset) {
    FoundOffset found = harness.log.findOffset(LogHarness.START_MS + offset * STEP_MS);
    assertThat(found).isNotNull();
    assertThat(found.offset()).isEqualTo(offset);
  }

  @Test
  void everyTimestampIsFound() {
    for (int offset = 0; offset < SEGMENTS; offset++) {
      assertFound(offset);
    }
    append(3);
    assertFound(SEGMENTS + 2);
    assertThat(harness.log.findOffset(harness.clock.wallMs())).isNull();
  }

  @Test
  void theFirstOfTimestampsInDisorderIsFound() {
    long late = harness.clock.wallMs() + 1_000_000;
    RecordBatchBuilder batch = new RecordBatchBuilder(BatchAttributes.PLAIN, 0);
    batch.append(late, null, LogHarness.utf8("late"));
    harness.log.append(batch.build(), 0, AppendOrigin.CLIENT);
    harness.log.roll();
    append(50);

    FoundOffset found = harness.log.findOffset(late - 500_000);
    assertThat(found).isEqualTo(new FoundOffset(late, SEGMENTS, 0));
    assertFound(17);
  }

  @Test
  void whatWasCutOffIsNotFoundAndWhatCameForItIs() {
    assertFound(150);
    harness.log.truncateTo(100);
    harness.clock.advanceMs(1_000_000);
    harness.leaderEpoch++;
    long laterMs = harness.clock.wallMs();
    append(100);

    FoundOffset found = harness.log.findOffset(laterMs);
    assertThat(found).isEqualTo(new FoundOffset(laterMs, 100, 1));
    assertFound(99);
  }

  @Test
  void whatWasDeletedIsNotFound() {
    assertFound(150);
    harness.log.onHighWatermark(harness.log.logEndOffset());
    harness.log.incrementLogStartOffset(120);

    FoundOffset found = harness.log.findOffset(LogHarness.START_MS);
    assertThat(found).isNotNull();
    assertThat(found.offset()).isEqualTo(120);
    assertFound(150);
  }

  @Test
  void aStartAfterAStopAsksFewFilesAndSoDoesTheFirstSearchByTime() {
    long sizeInBytes = harness.log.sizeInBytes();
    harness.log.close();
    int before = disk.lookups();
    harness.log = harness.open(new OpenPoint(true, SEGMENTS, 0, SEGMENTS));

    assertFound(150);
    assertThat(harness.log.sizeInBytes()).isEqualTo(sizeInBytes);
    assertThat(harness.log.segmentCount()).isEqualTo(SEGMENTS + 1);
    assertThat(disk.lookups() - before).isLessThan(A_FEW);
    assertThat(harness.readAll(0)).hasSize(SEGMENTS);
  }

  @Test
  void aStartAfterACrashAsksFewFilesForTheirSizes() {
    harness.flush();
    int before = disk.lookups();
    harness.reopenAfterCrash();

    assertThat(disk.lookups() - before).isLessThan(A_FEW);
    assertThat(harness.log.segmentCount()).isEqualTo(SEGMENTS + 1);
    assertThat(harness.log.sizeInBytes()).isEqualTo(sizeOnDisk());
    assertThat(harness.readAll(0)).hasSize(SEGMENTS);
  }

  private int listsOf(Runnable work) {
    int before = disk.lists();
    work.run();
    return disk.lists() - before;
  }

  @Test
  void aStartAfterACrashDoesNotListNamesThatWereAtRest() {
    harness.flush();
    harness.noteSegments();
    harness.append("more");
    long sizeInBytes = harness.log.sizeInBytes();
    int before = disk.lookups();

    assertThat(listsOf(harness::reopenAfterCrash)).isZero();
    assertFound(150);
    assertThat(harness.log.sizeInBytes()).isEqualTo(sizeInBytes);
    assertThat(disk.lookups() - before).isLessThan(A_FEW);
    assertThat(sizeInBytes).isEqualTo(sizeOnDisk());
    assertThat(harness.readAll(0)).hasSize(SEGMENTS + 1);
  }

  @Test
  void namesAreListedOnceTheyHaveChangedSinceTheyWereAtRest() {
    harness.flush();
    harness.noteSegments();
    harness.append("more");
    harness.log.roll();
    harness.append("and more");
    harness.log.upkeep().noteSegments();

    assertThat(listsOf(harness::reopenAfterCrash)).isPositive();
    assertThat(harness.readAll(0)).hasSize(SEGMENTS + 2);
    harness.noteSegments();
    assertThat(listsOf(harness::reopenAfterCrash)).isZero();
    assertThat(harness.readAll(0)).hasSize(SEGMENTS + 2);
  }

  @Test
  void aStartLooksForWhatWasToBeRemovedLater() {
    harness.flush();
    harness.noteSegments();
    harness.log.onHighWatermark(harness.log.logEndOffset());
    harness.log.incrementLogStartOffset(50);
    harness.noteSegments();
    assertThat(disk.list(DIRECTORY)).anyMatch(name -> name.endsWith(FileKind.DELETED));

    harness.reopenAfterCrash();

    assertThat(disk.list(DIRECTORY)).noneMatch(name -> name.endsWith(FileKind.DELETED));
    assertThat(harness.readAll(50)).hasSize(SEGMENTS - 50);
  }

  @Test
  void aFullDiskWithoutRoomForLongerNamesDoesNotKeepSegmentsFromBeingDeleted() {
    harness.flush();
    harness.log.onHighWatermark(harness.log.logEndOffset());
    disk.faults().setFreeBytes(0);
    harness.log.incrementLogStartOffset(50);
    disk.faults().setFreeBytes(Long.MAX_VALUE);

    assertThat(disk.list(DIRECTORY)).doesNotContain(FileKind.LOG.nameOf(49));
    assertThat(disk.list(DIRECTORY)).noneMatch(name -> name.endsWith(FileKind.DELETED));
    assertThat(harness.readAll(50)).hasSize(SEGMENTS - 50);
  }

  @Test
  void aColdSegmentThatIsAppendedToAgainIsFoundByItsNewTimestamps() {
    harness.append("first", "and second");
    harness.log.roll();
    append(5);
    harness.reopenCleanly();
    harness.log.truncateTo(SEGMENTS + 1);
    harness.clock.advanceMs(1_000_000);
    harness.leaderEpoch++;
    long laterMs = harness.clock.wallMs();
    append(50);

    FoundOffset found = harness.log.findOffset(laterMs);
    assertThat(found).isEqualTo(new FoundOffset(laterMs, SEGMENTS, 1));
  }

  @Test
  void sizesAreThoseThatRecoveryFound() {
    harness.flush();
    OpenPoint point = harness.point(false);
    append(5);
    harness.noteSegments();
    long sizeInBytes = harness.log.sizeInBytes();
    try (DiskFile file = disk.open(DIRECTORY.resolve(FileKind.LOG.nameOf(SEGMENTS + 2)), WRITE)) {
      file.write(ByteBuffer.allocate(1_000_000), file.size());
    }

    harness.log = harness.open(point);

    assertThat(harness.log.sizeInBytes()).isEqualTo(sizeInBytes).isEqualTo(sizeOnDisk());
  }

  @Test
  void segmentsThatAreOnlyNamedAreAskedForTheirSizesOnce() {
    harness.flush();
    harness.reopenAfterCrash();
    assertThat(harness.log.upkeep().learnSizes()).isTrue();
    int before = disk.lookups();
    harness.noteSegments();

    assertThat(disk.lookups() - before).isLessThan(A_FEW);
  }

  @Test
  void whatAStopHasWrittenIsBelievedAfterACrashOnceTheNamesWereAtRestBehindIt() {
    harness.reopenCleanly();
    assertThat(listsOf(harness::reopenAfterCrash)).isPositive();

    harness.reopenCleanly();
    int before = disk.reads();
    harness.noteSegments();
    assertThat(disk.reads() - before).isEqualTo(1);
    assertThat(listsOf(harness::reopenAfterCrash)).isZero();
    assertThat(harness.readAll(0)).hasSize(SEGMENTS);
  }

  @Test
  void whatAStartChangesAtTheInstantOfTheStopIsNoted() {
    disk.setTimeStandingStill(true); // a second is long where a file system tells no less
    harness.reopenCleanly();
    harness.append("more");
    harness.log.roll();
    harness.flush();
    harness.noteSegments();

    assertThat(listsOf(harness::reopenAfterCrash)).isZero();
    assertThat(harness.readAll(0)).hasSize(SEGMENTS + 1);
    assertThat(harness.log.segmentCount()).isEqualTo(SEGMENTS + 2);
  }

  @Test
  void aStopPassesOverWhatItCannotReadOfTheOldCatalog() {
    append(SEGMENTS);
    harness.reopenCleanly();
    try (DiskFile file = disk.open(CATALOG, WRITE)) {
      file.truncate(HEAD);
    }
    boolean unused = disk.delete(DIRECTORY.resolve(FileKind.LOG.nameOf(7)));

    harness.log.close();

    harness.log = harness.open(new OpenPoint(true, 2 * SEGMENTS, 0, 2 * SEGMENTS));
    assertThat(harness.readAll(8)).hasSize(2 * SEGMENTS - 8);
  }

  @Test
  void namesThatAreLookedAtAgainAtTheSameInstantAreNotAtRest() {
    harness.flush();
    harness.noteSegments();
    append(1);
    harness.log.upkeep().noteSegments();
    harness.log.upkeep().noteSegments();

    assertThat(listsOf(harness::reopenAfterCrash)).isPositive();
  }

  @Test
  void whatARunningBrokerHasWrittenIsReadAgainOnceSegmentsWereDropped() {
    harness.reopenCleanly();
    harness.noteSegments();
    append(2);
    harness.noteSegments();
    harness.log.onHighWatermark(harness.log.logEndOffset());
    harness.log.incrementLogStartOffset(50);
    harness.background.advanceMs(LogConfig.DEFAULT.retention().fileDeleteDelayMs());
    harness.flush();
    harness.noteSegments();

    assertThat(harness.readAll(50)).hasSize(SEGMENTS - 48);
    assertThat(listsOf(harness::reopenAfterCrash)).isZero();
    assertThat(harness.readAll(50)).hasSize(SEGMENTS - 48);
    assertFound(SEGMENTS - 1);
  }

  @Test
  void theSizeIsKeptAsSegmentsComeAndGo() {
    harness.flush();
    harness.reopenAfterCrash();
    harness.log.onHighWatermark(harness.log.logEndOffset());
    harness.log.incrementLogStartOffset(10);
    append(1);
    assertThat(harness.log.sizeInBytes()).isEqualTo(sizeOnDisk());

    append(5);
    harness.log.onHighWatermark(harness.log.logEndOffset());
    harness.log.incrementLogStartOffset(SEGMENTS + 2);
    harness.append("last");

    assertThat(harness.log.sizeInBytes()).isEqualTo(sizeOnDisk());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatNobodyHasLookedAtSinceTheStartIsDeletedAndCutOff(boolean isClean) {
    harness.flush();
    if (isClean) {
      harness.reopenCleanly();
    } else {
      harness.reopenAfterCrash();
    }
    harness.log.onHighWatermark(harness.log.logEndOffset());
    harness.log.incrementLogStartOffset(50);
    harness.log.truncateTo(150);
    append(20);

    assertThat(harness.log.segmentCount()).isEqualTo(121);
    assertThat(harness.readAll(0)).isEmpty();
    assertThat(harness.readAll(50)).hasSize(120);
    assertThat(disk.list(DIRECTORY)).contains(FileKind.LOG.nameOf(50));
    assertThat(disk.list(DIRECTORY)).doesNotContain(FileKind.LOG.nameOf(49));
    assertThat(harness.log.sizeInBytes()).isEqualTo(sizeOnDisk());
    assertThat(harness.readAll(50)).isEqualTo(readAllOfTheNextStart());
  }

  private List<String> readAllOfTheNextStart() {
    harness.reopenCleanly();
    assertThat(harness.log.segmentCount()).isEqualTo(121);
    assertThat(harness.log.sizeInBytes()).isEqualTo(sizeOnDisk());
    return harness.readAll(50);
  }

  private long sizeOnDisk() {
    return disk.list(DIRECTORY).stream()
        .filter(name -> FileKind.LOG.offsetIn(name) >= 0)
        .mapToLong(name -> disk.size(DIRECTORY.resolve(name)))
        .sum();
  }

  @Test
  void aStopRemovesWhatWasToBeRemovedLaterSinceTheNextStartDoesNotLook() {
    harness.log.onHighWatermark(harness.log.logEndOffset());
    harness.log.incrementLogStartOffset(50);
    harness.log.close();

    assertThat(disk.list(DIRECTORY)).noneMatch(name -> name.endsWith(FileKind.DELETED));
  }

  @Test
  void anActiveSegmentThatAnotherBrokerAppendedToIsNotTakenForWhatItWas() {
    harness.append("last");
    ByteBuffer bytes = harness.batch(BatchAttributes.PLAIN, "more");
    long end = harness.log.logEndOffset();
    harness.log.close();
    bytes.putLong(bytes.position(), end);
    try (DiskFile file = disk.open(DIRECTORY.resolve(FileKind.LOG.nameOf(SEGMENTS)), WRITE)) {
      file.write(bytes, file.size());
    }

    harness.log = harness.open(new OpenPoint(true, end + 1, 0, end + 1));

    assertThat(harness.readAll(SEGMENTS)).hasSize(2);
  }

  @Test
  void aReaderThatHasTheListOfAClosedLogDoesNotOpenItsFiles() {
    harness.reopenCleanly();
    harness.log.giveUp();

    assertThatThrownBy(() -> harness.log.read(7, 100, Long.MAX_VALUE, true))
        .isInstanceOf(FileGoneException.class);
    assertThat(harness.files.openCount()).isZero();
  }

  @Test
  void whatIsKnownOfSegmentsIsNotBelievedOnceNamesHaveChanged() {
    harness.log.close();
    byte[] ofBefore = Objects.requireNonNull(disk.readAll(CATALOG));
    harness.log = harness.open(new OpenPoint(true, SEGMENTS, 0, SEGMENTS));
    harness.log.truncateTo(100);
    harness.clock.advanceMs(1_000_000);
    harness.leaderEpoch++;
    long laterMs = harness.clock.wallMs();
    append(SEGMENTS - 100);
    harness.log.close();
    try (DiskFile file = disk.open(CATALOG, WRITE)) {
      file.write(ByteBuffer.wrap(ofBefore), 0);
    }

    harness.log = harness.open(new OpenPoint(true, SEGMENTS, 0, SEGMENTS));

    FoundOffset found = harness.log.findOffset(laterMs);
    assertThat(found).isEqualTo(new FoundOffset(laterMs, 100, 1));
    assertFound(99);
  }

  private void damage(long position) {
    try (DiskFile file = disk.open(CATALOG, WRITE)) {
      file.write(ByteBuffer.wrap(new byte[] {77, 77, 77, 77, 77, 77, 77, 77}), position);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 20, 60, 500, HEAD + BLOCKS - 40, HEAD + BLOCKS + 80})
  void whatIsDamagedIsNotBelieved(int position) {
    harness.log.close();
    damage(position);

    harness.log = harness.open(new OpenPoint(true, SEGMENTS, 0, SEGMENTS));

    assertFound(150);
    assertThat(harness.readAll(0)).hasSize(SEGMENTS);
    append(3);
    harness.log.onHighWatermark(harness.log.logEndOffset());
    harness.log.incrementLogStartOffset(SEGMENTS);
    assertThat(disk.list(DIRECTORY)).doesNotContain(FileKind.PRODUCER_SNAPSHOT.nameOf(50));
    assertThat(harness.log.sizeInBytes()).isEqualTo(sizeOnDisk());
  }

  @Test
  void aStartReadsAsLittleOfManySegmentsAsOfFew() {
    harness.log.close();
    try (DiskFile file = disk.open(CATALOG, WRITE)) {
      file.truncate(HEAD);
    }
    int before = disk.lists();
    harness.log = harness.open(new OpenPoint(true, SEGMENTS, 0, SEGMENTS));
    long sizeInBytes = harness.log.sizeInBytes();
    harness.append("value");
    assertThat(disk.lists()).isEqualTo(before);

    assertThat(harness.readAll(0)).hasSize(SEGMENTS + 1);
    assertThat(disk.lists()).isEqualTo(before + 1);
    assertThat(sizeInBytes).isLessThan(harness.log.sizeInBytes()).isPositive();
  }

  @Test
  void segmentsThatWentMissingBehindTheBrokersBackTakeTheLogOffline() {
    harness.reopenCleanly();
    disk.delete(DIRECTORY.resolve(FileKind.LOG.nameOf(7)));
    disk.delete(CATALOG);

    assertThatThrownBy(() -> harness.readAll(0)).isInstanceOf(CorruptLogException.class);
  }

  @Test
  void whoLearnsTheSizesOfADeletedLogIsNotToldSo() {
    append(SEGMENTS); // more than a search reads
    harness.flush();
    harness.noteSegments();
    harness.reopenAfterCrash();
    harness.log.giveUp();
    disk.deleteTree(DIRECTORY);

    assertThatThrownBy(() -> harness.log.sizeInBytes()).isInstanceOf(FileGoneException.class);
    assertThat(harness.log.upkeep().learnSizes()).isTrue();
  }

  @Test
  void aReaderThatHasTheListOfADeletedLogIsToldSo() {
    harness.reopenCleanly();
    harness.log.giveUp();
    disk.deleteTree(DIRECTORY);

    assertThatThrownBy(() -> harness.log.read(7, 100, Long.MAX_VALUE, true))
        .isInstanceOf(FileGoneException.class);
  }

  @Test
  void aReaderPassesEverySegmentAndAllFilesCanBeClosed() {
    harness.reopenCleanly();

    List<String> read = harness.readAll(0);

    assertThat(read).hasSize(SEGMENTS);
    assertThat(harness.files.openCount()).isLessThanOrEqualTo(LogHarness.MAX_OPEN_FILES + 1);
    harness.log.close();
    assertThat(harness.files.openCount()).isZero();
  }
}
