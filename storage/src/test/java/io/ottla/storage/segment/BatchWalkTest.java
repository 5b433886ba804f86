package io.ottla.storage.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.DiskFile;
import io.ottla.storage.disk.SimDisk;
import io.ottla.storage.file.FileCache;
import io.ottla.wire.record.BatchLayout;
import io.ottla.wire.record.RecordBatch;
import io.ottla.wire.record.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ways to go from batch to batch, whole or by their headers, over a file with damage. */
class BatchWalkTest {
  private static final int BATCHES = 3;

  private final SimDisk disk = new SimDisk();
  private final LogFiles files = new LogFiles(new FileCache(disk, 10), Path.of("/data/b-0"));
  private final Path path = files.path(FileKind.LOG, 0);
  private int batchBytes;
  private int size;

  @BeforeEach
  void write() {
    disk.createDirectories(files.directory());
    Segment segment = Segment.create(files, 0);
    for (int i = 0; i < BATCHES; i++) {
      ByteBuffer batch =
          RecordBatchBuilder.plain().append(1_000 + i, null, ByteBuffer.allocate(200)).build();
      RecordBatch.of(batch).assign(i, 0);
      segment.append(batch, 4_096);
    }
    size = segment.size();
    batchBytes = size / BATCHES;
    segment.giveUp();
  }

  private BatchWalk.Outcome walk(int chunkBytes, List<Long> found) {
    return BatchWalk.walk(
        Segment.onDisk(files, 0, size),
        0,
        chunkBytes,
        (batch, position) -> found.add(batch.baseOffset()));
  }

  private BatchWalk.Outcome check(int chunkBytes) {
    return BatchWalk.check(
        Segment.onDisk(files, 0, size),
        RecordBatch.NO_LEADER_EPOCH,
        chunkBytes,
        (batch, position) -> {});
  }

  @Test
  void aBatchLargerThanWhatIsReadAtATimeIsCheckedWhole() {
    assertThat(check(70).validBytes()).isEqualTo(size);

    disk.flipBit(path, 2 * batchBytes - 1, 0);

    assertThat(check(70).validBytes()).isEqualTo(batchBytes);
    assertThat(check(1_000_000).validBytes()).isEqualTo(batchBytes);
  }

  @Test
  void aBatchThatTheFileNoLongerHoldsEndsACheck() {
    try (DiskFile file = disk.open(path, Disk.Mode.WRITE)) {
      file.truncate(batchBytes + 100);
    }

    assertThat(check(70).validBytes()).isEqualTo(batchBytes);
  }

  @Test
  void aDamagedLengthTakesNoMemory() {
    int claimed = Integer.MAX_VALUE - 100;
    try (DiskFile file = disk.open(path, Disk.Mode.WRITE)) {
      file.write(
          ByteBuffer.allocate(Integer.BYTES).putInt(claimed).flip(), BatchLayout.BATCH_LENGTH);
    }
    Segment segment = Segment.onDisk(files, 0, Integer.MAX_VALUE);

    BatchWalk.Outcome outcome =
        BatchWalk.check(
            segment, RecordBatch.NO_LEADER_EPOCH, BatchWalk.CHUNK_BYTES, (batch, position) -> {});

    assertThat(outcome.validBytes()).isZero();
  }

  private int wholeHeaders() {
    try (DiskFile file = disk.open(path, Disk.Mode.READ)) {
      BatchHeaders headers = new BatchHeaders(file, 0, size);
      int count = 0;
      while (headers.next()) {
        count++;
      }
      assertThat(headers.isDamaged()).isEqualTo(count < BATCHES);
      return count;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {70, 300, 1_000_000})
  void batchesLargerThanWhatIsReadAtATimeAreReadWhole(int chunkBytes) {
    List<Long> found = new ArrayList<>();

    BatchWalk.Outcome outcome = walk(chunkBytes, found);

    assertThat(found).containsExactly(0L, 1L, 2L);
    assertThat(outcome).isEqualTo(new BatchWalk.Outcome(size, 3, 0));
    assertThat(wholeHeaders()).isEqualTo(BATCHES);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 30, 61, 150})
  void aFileThatIsShorterThanItWasEndsAtTheLastWholeBatch(int bytesOfSecond) {
    try (DiskFile file = disk.open(path, Disk.Mode.WRITE)) {
      file.truncate(batchBytes + bytesOfSecond);
    }

    assertThat(walk(300, new ArrayList<>()).validBytes()).isEqualTo(batchBytes);
  }

  @Test
  void headersEndWhereTheFileDoes() {
    try (DiskFile file = disk.open(path, Disk.Mode.WRITE)) {
      file.truncate(batchBytes + 30);
    }

    assertThat(wholeHeaders()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {BatchLayout.BATCH_LENGTH, BatchLayout.MAGIC})
  void aHeaderThatCannotBeEndsBothWays(int field) {
    disk.flipBit(path, batchBytes + field, 7);

    assertThat(walk(300, new ArrayList<>()).validBytes()).isEqualTo(batchBytes);
    assertThat(wholeHeaders()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {BatchLayout.BASE_OFFSET, BatchLayout.LAST_OFFSET_DELTA})
  void offsetsThatCannotBeEndAWalk(int field) {
    disk.flipBit(path, batchBytes + field, 7);

    assertThat(walk(300, new ArrayList<>()).validBytes()).isEqualTo(batchBytes);
  }

  @Test
  void segmentsThatDoNotAscendAreNoList() {
    Segment first = Segment.onDisk(files, 0, size);

    assertThatThrownBy(() -> SegmentList.of(files, List.of(first, first)))
        .isInstanceOf(IllegalStateException.class);
    SegmentList one = SegmentList.of(files, List.of(first));
    assertThatThrownBy(() -> one.with(first)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> one.get(1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> one.get(-1)).isInstanceOf(IllegalStateException.class);
  }
}
