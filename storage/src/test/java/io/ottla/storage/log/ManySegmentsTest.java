package io.ottla.storage.log;

import static io.ottla.storage.disk.Disk.Mode.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ottla.storage.disk.DiskFile;
import io.ottla.storage.file.FileGoneException;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.storage.segment.FileKind;
import io.ottla.wire.record.BatchAttributes;
import io.ottla.wire.record.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Searches, sizes, deletions and truncations in a log of many small segments. */
class ManySegmentsTest extends ManySegmentsFixture {
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

  @Test
  void aReaderThatHasTheListOfAClosedLogDoesNotOpenItsFiles() {
    harness.reopenCleanly();
    harness.log.giveUp();

    assertThatThrownBy(() -> harness.log.read(7, 100, Long.MAX_VALUE, true))
        .isInstanceOf(FileGoneException.class);
    assertThat(harness.files.openCount()).isZero();
  }

  @Test
  void whoLearnsTheSizesOfADeletedLogIsNotToldSo() {
    harness.flush();
    harness.reopenAfterCrash();
    harness.log.giveUp();
    disk.deleteTree(DIRECTORY);

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
