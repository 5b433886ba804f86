package io.ottla.storage.log;

import static io.ottla.storage.disk.Disk.Mode.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ottla.storage.compact.CompactionPlan;
import io.ottla.storage.compact.CompactionResult;
import io.ottla.storage.compact.Compactor;
import io.ottla.storage.compact.Pace;
import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.DiskFile;
import io.ottla.storage.file.CorruptLogException;
import io.ottla.storage.segment.FileKind;
import io.ottla.storage.segment.SegmentCatalog;
import io.ottla.wire.record.BatchAttributes;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a start believes of the file that says which segments a log has, and what it does not. */
class SegmentCatalogTest extends ManySegmentsFixture {
  private static final Path CATALOG = DIRECTORY.resolve(SegmentCatalog.NAME);
  private static final int HEAD = 996;
  private static final int BLOCK = 128 * 40;

  @Test
  void aStartAfterACrashDoesNotListNames() {
    harness.noteSegments();
    append(300); // no look since
    harness.flush();
    harness.append("more");
    long sizeInBytes = harness.log.sizeInBytes();
    int before = disk.lookups();

    assertThat(listsOf(harness::reopenAfterCrash)).isZero();
    assertFound(150);
    assertFound(SEGMENTS + 299);
    assertThat(harness.log.sizeInBytes()).isEqualTo(sizeInBytes);
    assertThat(disk.lookups() - before).isLessThan(A_FEW);
    assertThat(sizeInBytes).isEqualTo(sizeOnDisk());
    assertThat(harness.readAll(0)).hasSize(SEGMENTS + 301);
  }

  @Test
  void norDoesOneAfterSegmentsHaveComeAndGoneInSeveralCrashes() {
    harness.noteSegments();
    long start = 0;
    for (int i = 0; i < 10; i++) {
      append(70);
      harness.flush();
      harness.append("more");
      start += 49; // blocks of rows are skipped in part
      harness.log.onHighWatermark(harness.log.logEndOffset());
      harness.log.incrementLogStartOffset(start);
      harness.leaderEpoch++;
      harness.append("and more");
      List<String> all = harness.readAll(start);

      List<String> found = new ArrayList<>();
      assertThat(
              listsOf(
                  () -> {
                    harness.reopenAfterCrash();
                    found.addAll(harness.readAll(harness.log.logStartOffset()));
                  }))
          .isZero();
      assertThat(found).isEqualTo(all);
      assertThat(harness.log.sizeInBytes()).isEqualTo(sizeOnDisk());
    }
    assertThat(Objects.requireNonNull(harness.log.findOffset(0)).offset()).isEqualTo(start);
    // Rows of segments that are gone do not stay in the file for ever.
    assertThat(disk.size(CATALOG)).isLessThan(HEAD + 8L * BLOCK);
  }

  @Test
  void norDoesOneAfterATruncation() {
    harness.noteSegments();
    harness.log.truncateTo(100);
    harness.leaderEpoch++;
    append(10);
    harness.flush();

    assertThat(listsOf(harness::reopenAfterCrash)).isZero();
    assertThat(harness.log.segmentCount()).isEqualTo(111);
    assertThat(harness.readAll(0)).hasSize(110);
    assertFound(99);
  }

  @Test
  void whatWasToBeRemovedLaterIsRemovedBehindTheNextStart() {
    harness.noteSegments();
    harness.log.onHighWatermark(harness.log.logEndOffset());
    harness.log.incrementLogStartOffset(50);
    assertThat(disk.list(DIRECTORY)).anyMatch(name -> name.endsWith(FileKind.DELETED));
    harness.flush();

    assertThat(listsOf(harness::reopenAfterCrash)).isZero();
    harness.log.incrementLogStartOffset(60);
    harness.background.advanceMs(0);

    assertThat(disk.list(DIRECTORY)).contains(FileKind.LOG.nameOf(59) + FileKind.DELETED);
    assertThat(disk.list(DIRECTORY)).doesNotContain(FileKind.LOG.nameOf(49) + FileKind.DELETED);
    assertThat(harness.readAll(60)).hasSize(SEGMENTS - 60);
    assertThat(listsOf(harness::reopenAfterCrash)).isZero();
  }

  @Test
  void whatACompactionWasMakingIsRemovedBehindTheNextStart() {
    harness.noteSegments();
    harness.flush();
    harness.log.onHighWatermark(harness.log.logEndOffset());
    harness.config =
        harness.config.withCompaction(
            new LogConfig.Compaction(true, 0.0, 0, Long.MAX_VALUE, /* deleteRetentionMs= */ 0));
    harness.log.updateConfig(harness.config);
    Compactor.Buffers buffers = new Compactor.Buffers(1 << 20, 0.9, 1_000);
    CompactionPlan plan = Objects.requireNonNull(harness.log.upkeep().planCompaction());
    CompactionResult unused = Compactor.run(plan, buffers, Pace.UNLIMITED);
    assertThat(disk.list(DIRECTORY)).anyMatch(name -> name.endsWith(FileKind.CLEANED));

    assertThat(listsOf(harness::reopenAfterCrash)).isZero();
    harness.log.onHighWatermark(harness.log.logEndOffset());
    assertThat(harness.log.upkeep().planCompaction()).isNull();
    harness.background.advanceMs(0);

    assertThat(disk.list(DIRECTORY)).noneMatch(name -> name.endsWith(FileKind.CLEANED));
    assertThat(harness.log.upkeep().planCompaction()).isNotNull();
  }

  @Test
  void namesThatSomeoneElseChangedAreListed() {
    harness.noteSegments();
    harness.flush();
    disk.open(DIRECTORY.resolve("foreign"), Disk.Mode.CREATE).close();

    assertThat(listsOf(harness::reopenAfterCrash)).isPositive();
    assertThat(harness.readAll(0)).hasSize(SEGMENTS);
    assertThat(listsOf(harness::reopenAfterCrash)).isPositive();
    harness.noteSegments();
    assertThat(listsOf(harness::reopenAfterCrash)).isZero();
  }

  @Test
  void namesAreListedWhereADirectorysTimeCannotBeSet() {
    disk.refuseStamps();
    harness.noteSegments();
    harness.flush();
    int before = disk.reads();
    harness.noteSegments();

    assertThat(disk.reads()).isEqualTo(before);
    assertThat(listsOf(harness::reopenAfterCrash)).isPositive();
    assertThat(harness.readAll(0)).hasSize(SEGMENTS);
  }

  private void assertFoundWithFewReads() {
    int before = disk.reads();
    assertFound(150);
    assertThat(disk.reads() - before).isLessThan(A_FEW);
  }

  @Test
  void whatIsOnlyNamedIsLearntForTheNextStart() {
    harness.flush();
    disk.delete(CATALOG);
    harness.reopenAfterCrash();
    harness.noteSegments(); // before anything is learnt
    harness.log.upkeep().learnTimes(() -> false);
    harness.log.upkeep().learnTimes(() -> true);
    assertFoundWithFewReads();
    assertThat(harness.files.openCount()).isLessThanOrEqualTo(LogHarness.MAX_OPEN_FILES);
    harness.noteSegments();

    harness.reopenAfterCrash();
    assertFoundWithFewReads();
  }

  @Test
  void whatIsLearntIsWrittenOnce() {
    harness.reopenCleanly();
    damage(CATALOG, HEAD + 300);
    harness.reopenAfterCrash();
    harness.log.truncateTo(SEGMENTS - 3); // writes all, with what is not known of a damaged block
    for (int i = 0; i < 2; i++) {
      harness.log.upkeep().learnTimes(() -> true);
      harness.noteSegments();
    }
    byte[] written = disk.readAll(CATALOG);

    harness.log.upkeep().learnTimes(() -> true);
    harness.noteSegments();
    assertThat(disk.readAll(CATALOG)).isEqualTo(written);
    harness.flush();
    harness.reopenAfterCrash();
    assertFoundWithFewReads();
  }

  @Test
  void timesAreLearntAgainWhereSegmentsLostThem() {
    for (int i = 0; i < 2; i++) {
      harness.flush();
      disk.delete(CATALOG);
      harness.reopenAfterCrash();
      harness.noteSegments();
      harness.log.upkeep().learnTimes(() -> true);
      harness.noteSegments();
      harness.reopenAfterCrash();
      damage(CATALOG, HEAD + 300);
      harness.log.truncateTo(SEGMENTS - 3 - i);
      harness.log.upkeep().learnTimes(() -> true);
      harness.noteSegments();
      harness.flush();
      harness.reopenAfterCrash();
    }
    assertFoundWithFewReads();
  }

  @Test
  void aFullDiskCostsNoMoreThanAList() {
    harness.noteSegments();
    harness.log.truncateTo(100);
    disk.faults().setFreeBytes(0);
    harness.log.onHighWatermark(100);
    harness.log.incrementLogStartOffset(50);
    disk.faults().setFreeBytes(Long.MAX_VALUE);

    harness.reopenAfterCrash();

    assertThat(harness.readAll(50)).hasSize(50);
    harness.noteSegments();
    assertThat(listsOf(harness::reopenAfterCrash)).isZero();
  }

  @Test
  void snapshotsInFrontOfAllSegmentsAreRemovedAndNotForgotten() {
    harness.flush();
    harness.log.onHighWatermark(harness.log.logEndOffset());
    harness.log.incrementLogStartOffset(50);
    // As if the broker had been killed before it removed this one.
    disk.open(DIRECTORY.resolve(FileKind.PRODUCER_SNAPSHOT.nameOf(49)), Disk.Mode.CREATE).close();
    harness.reopenAfterCrash();
    harness.noteSegments();

    assertThat(disk.list(DIRECTORY)).doesNotContain(FileKind.PRODUCER_SNAPSHOT.nameOf(49));
    assertThat(listsOf(harness::reopenAfterCrash)).isZero();
  }

  @Test
  void allIsWrittenAgainAfterManyStarts() {
    harness.noteSegments();
    for (int i = 0; i < 40; i++) {
      append(1);
      harness.flush();
      harness.append("more");
      assertThat(listsOf(harness::reopenAfterCrash)).isZero();
      assertThat(harness.readAll(0)).hasSize(SEGMENTS + 2 * i + 2);
    }
    assertFound(150);
  }

  @Test
  void snapshotsBetweenSegmentsDoNotPileUp() {
    harness.noteSegments();
    for (int i = 0; i < 100; i++) {
      harness.append("value");
      harness.reopenCleanly();
    }

    long snapshots =
        disk.list(DIRECTORY).stream()
            .filter(name -> FileKind.PRODUCER_SNAPSHOT.offsetIn(name) > SEGMENTS)
            .count();
    assertThat(snapshots).isEqualTo(64);
  }

  @Test
  void aStopPassesOverWhatItCannotReadOfTheOldCatalog() {
    append(SEGMENTS);
    harness.reopenCleanly();
    try (DiskFile file = disk.open(CATALOG, WRITE)) {
      file.truncate(HEAD);
    }
    damage(DIRECTORY.resolve(FileKind.PRODUCER_SNAPSHOT.nameOf(2 * SEGMENTS)), 4);
    harness.log = harness.open(harness.point(true));
    boolean unused = disk.delete(DIRECTORY.resolve(FileKind.LOG.nameOf(7)));

    harness.log.close();

    harness.log = harness.open(new OpenPoint(true, 2 * SEGMENTS, 0, 2 * SEGMENTS));
    assertThat(harness.readAll(8)).hasSize(2 * SEGMENTS - 8);
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

  private void damage(Path path, long position) {
    try (DiskFile file = disk.open(path, WRITE)) {
      file.write(ByteBuffer.wrap(new byte[] {77, 77, 77, 77, 77, 77, 77, 77}), position);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 20, 60, 500, HEAD + 2, HEAD + 300, HEAD + BLOCK, HEAD + BLOCK + 80})
  void whatIsDamagedIsNotBelieved(int position) {
    harness.log.close();
    damage(CATALOG, position);

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
}
