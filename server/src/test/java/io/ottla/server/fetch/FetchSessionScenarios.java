package io.ottla.server.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.replication.partition.PartitionRead;
import io.ottla.runtime.ManualClock;
import io.ottla.runtime.ManualLoop;
import io.ottla.wire.codec.BufferRecords;
import io.ottla.wire.codec.RecordsPayload;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.protocol.Uuid;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A session over partitions whose available bytes the test commands. */
final class FetchSessionScenarios {
  private final ManualLoop loop = new ManualLoop("io", new ManualClock(0));
  private final FetchSession session = new FetchSession(7, loop, true);
  private final Map<FetchKey, Integer> available = new HashMap<>();
  private final List<FetchKey> readsMade = new ArrayList<>();
  private final List<FetchKey> loaded = new ArrayList<>();
  private final List<Map<FetchKey, Integer>> answers = new ArrayList<>();
  private final Set<FetchKey> onDisk = new HashSet<>();
  private final Queue<Runnable> cold = new ArrayDeque<>();
  private ErrorCode error = ErrorCode.NONE;
  private ErrorCode loadError = ErrorCode.NONE;

  @Test
  void aFetchWithEnoughBytesIsAnsweredAtOnce() {
    subscribe(0, 1);
    available.put(key(0), 100);

    fetch(500, 1, 1_000);

    assertThat(answers).containsExactly(Map.of(key(0), 100, key(1), 0));
  }

  @Test
  void aFetchWithoutBytesWaitsUntilItsTimeIsOver() {
    subscribe(0);

    fetch(500, 1, 1_000);
    loop.advanceMs(499);
    assertThat(answers).isEmpty();
    loop.advanceMs(1);

    assertThat(answers).containsExactly(Map.of(key(0), 0));
    assertThat(loop.timerCount()).isZero();
  }

  @Test
  void progressOfAPartitionWakesTheFetchOnceForManyAppends() {
    subscribe(0, 1);
    fetch(500, 1, 1_000);
    readsMade.clear();

    progress(1, 30);
    progress(1, 60);
    loop.runAll();

    assertThat(answers).containsExactly(Map.of(key(0), 0, key(1), 60));
    assertThat(readsMade).containsExactly(key(1));
  }

  @Test
  void bytesGatherUntilTheMinimumIsReached() {
    subscribe(0, 1);
    fetch(500, 100, 1_000);

    progress(0, 60);
    loop.runAll();
    assertThat(answers).isEmpty();
    progress(1, 60);
    loop.runAll();

    assertThat(answers).containsExactly(Map.of(key(0), 60, key(1), 60));
  }

  @Test
  void aPollReadsOnlyWhatMovedSinceTheLast() {
    subscribe(0, 1, 2);
    fetch(0, 1, 1_000);
    readsMade.clear();

    progress(2, 10);
    fetch(0, 1, 1_000);

    assertThat(readsMade).containsExactly(key(2));
  }

  @Test
  void aPartitionThatHadDataIsReadAgainBehindTheOthers() {
    subscribe(0, 1);
    available.put(key(0), 1_000);
    available.put(key(1), 1_000);
    fetch(0, 1, 1_000);
    fetch(0, 1, 1_000);

    assertThat(answers).containsExactly(Map.of(key(0), 1_000), Map.of(key(1), 1_000));
  }

  @Test
  void anErrorIsToldAtOnce() {
    subscribe(0);
    error = ErrorCode.OFFSET_OUT_OF_RANGE;

    fetch(500, 1, 1_000);

    assertThat(answers).hasSize(1);
  }

  @Test
  void aSecondFetchEndsTheOneThatWaits() {
    subscribe(0);
    fetch(500, 1, 1_000);

    fetch(500, 1, 1_000);

    assertThat(answers).hasSize(1);
  }

  @Test
  void aFetchOfNothingDoesNotWait() {
    fetch(500, 1, 1_000);

    assertThat(answers).containsExactly(Map.of());
  }

  @Test
  void whatMayWaitForADiskIsReadElsewhere() {
    subscribe(0, 1);
    available.put(key(0), 10);
    available.put(key(1), 20);
    onDisk.add(key(1));

    fetch(500, 1, 1_000);
    assertThat(answers).isEmpty();
    assertThat(readsMade).containsExactly(key(0));
    readCold();

    assertThat(answers).containsExactly(Map.of(key(0), 10, key(1), 20));
  }

  @Test
  void whatADiskDoesNotGiveIsToldAtOnce() {
    subscribe(0, 1);
    available.put(key(1), 10);
    onDisk.add(key(1));
    loadError = ErrorCode.KAFKA_STORAGE_ERROR;

    fetch(500, 1_000, 1_000);
    readCold();

    assertThat(loaded).containsExactly(key(1));
    assertThat(answers).containsExactly(Map.of(key(0), 0, key(1), 0));
  }

  @Test
  void aFetchWhoseTimeIsOverMeanwhileIsAnsweredWhenTheDiskIsDone() {
    subscribe(0);
    onDisk.add(key(0));
    fetch(500, 1, 1_000);
    onDisk.clear();
    readCold();
    onDisk.add(key(0));
    progress(0, 10);
    loop.runAll();

    loop.advanceMs(500);
    assertThat(answers).isEmpty();
    readCold();

    assertThat(answers).containsExactly(Map.of(key(0), 10));
  }

  @Test
  void changesOfTheSessionWaitForTheDisk() {
    subscribe(0);
    onDisk.add(key(0));
    fetch(500, 1, 1_000);

    session.change(session::close);
    assertThat(session.partitions()).hasSize(1);
    readCold();

    assertThat(session.partitions()).isEmpty();
    assertThat(answers).containsExactly(Map.of(key(0), 0));
  }

  private void subscribe(int... partitions) {
    for (int partition : partitions) {
      session.set(key(partition), new FetchPositions(0, -1, 1_000));
    }
  }

  private void progress(int partition, int bytes) {
    available.put(key(partition), bytes);
    session.partitions().stream()
        .filter(p -> p.key().equals(key(partition)))
        .forEach(FetchedPartition::enqueue);
    session.wake();
  }

  private void fetch(int maxWaitMs, int minBytes, int maxBytes) {
    session.begin(
        new PendingFetch(
            session,
            new FetchLimits(maxWaitMs, minBytes, maxBytes, false, true),
            new Commanded(),
            cold::add,
            (pending, reads) -> {
              Map<FetchKey, Integer> answer = new HashMap<>();
              reads.forEach((p, read) -> answer.put(p.key(), read.records().sizeInBytes()));
              answers.add(answer);
            }));
  }

  private final class Commanded implements PartitionReader {
    @Override
    public boolean isCold(FetchedPartition partition) {
      return onDisk.contains(partition.key());
    }

    @Override
    public PartitionRead read(FetchedPartition partition, int maxBytes, boolean atLeastOneBatch) {
      readsMade.add(partition.key());
      int bytes = available.getOrDefault(partition.key(), 0);
      int given = atLeastOneBatch ? bytes : Math.min(bytes, maxBytes);
      RecordsPayload records = new BufferRecords(ByteBuffer.allocate(given));
      return new PartitionRead(error, records, 0, 0, 0, List.of());
    }

    @Override
    public PartitionRead load(FetchedPartition partition, PartitionRead read) {
      loaded.add(partition.key());
      return loadError == ErrorCode.NONE ? read : PartitionRead.failed(loadError);
    }
  }

  private void readCold() {
    cold.remove().run();
    loop.runAll();
  }

  private static FetchKey key(int partition) {
    return new FetchKey("", new Uuid(1, 2), partition);
  }
}
