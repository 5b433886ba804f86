package io.ottla.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.runtime.ManualClock;
import io.ottla.runtime.ManualLoop;
import io.ottla.storage.disk.SimDisk;
import io.ottla.storage.file.FileCache;
import io.ottla.storage.file.TailRules;
import io.ottla.storage.file.WindowCache;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.record.BatchAttributes;
import io.ottla.wire.record.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpareFileTest {
  private static final Path DATA = Path.of("/sim/data");
  private static final Path SPARE = DATA.resolve(SpareFile.NAME);

  private final ManualClock clock = new ManualClock(LogHarness.START_MS);
  private final ManualLoop background = new ManualLoop("background", clock);
  private final SimDisk disk = new SimDisk();
  private DiskReserve reserve = start();
  private PartitionLog log = open();

  private DiskReserve start() {
    disk.createDirectories(DATA);
    DiskReserve started = new DiskReserve(disk, clock, 0);
    started.keepSpares(List.of(DATA));
    return started;
  }

  private PartitionLog open() {
    FileCache files = new FileCache(disk, 100, new WindowCache(100, TailRules.DEFAULT));
    LogEnvironment environment =
        new LogEnvironment(
            files,
            background,
            background::execute,
            new LogEnvironment.Policy(() -> 86_400_000, false, false),
            reserve);
    return PartitionLog.open(
        environment, DATA.resolve("t-0"), LogConfig.DEFAULT, OpenPoint.UNKNOWN);
  }

  private ErrorCode append(AppendOrigin origin, int bytes) {
    ByteBuffer value = ByteBuffer.wrap("x".repeat(bytes).getBytes(StandardCharsets.UTF_8));
    RecordBatchBuilder builder = new RecordBatchBuilder(BatchAttributes.PLAIN, 0);
    builder.append(clock.wallMs(), null, value);
    return log.append(builder.build(), 0, origin).error();
  }

  @Test
  void groupsAreWrittenOnWhereAFullDiskRefusesProducers() {
    reserve.takeSpares();
    disk.faults().setFreeBytes(0);

    assertThat(append(AppendOrigin.CLIENT, 10)).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
    assertThat(append(AppendOrigin.COORDINATOR, 10)).isEqualTo(ErrorCode.NONE);

    assertThat(disk.size(SPARE)).isEqualTo(SpareFile.BYTES - SpareFile.PIECE_BYTES);
    assertThat(log.logEndOffset()).isEqualTo(1);
  }

  @Test
  void producersDoNotGetWhatWasGivenUpForGroups() {
    reserve.takeSpares();
    disk.faults().setFreeBytes(0);
    append(AppendOrigin.COORDINATOR, 10);

    assertThat(append(AppendOrigin.CLIENT, 10)).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);

    assertThat(disk.freeBytes(DATA)).isPositive();
  }

  @Test
  void groupsLeaveOneHalfToTheMetadata() {
    reserve.takeSpares();
    disk.faults().setFreeBytes(0);
    int half = SpareFile.BYTES / 2;

    assertThat(append(AppendOrigin.COORDINATOR, 700_000)).isEqualTo(ErrorCode.NONE);
    assertThat(append(AppendOrigin.COORDINATOR, 700_000)).isEqualTo(ErrorCode.NONE);
    assertThat(append(AppendOrigin.COORDINATOR, 700_000)).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
    assertThat(disk.size(SPARE)).isEqualTo(half);
    assertThat(append(AppendOrigin.METADATA, 700_000)).isEqualTo(ErrorCode.NONE);

    assertThat(disk.size(SPARE)).isLessThan(half).isPositive();
    assertThat(append(AppendOrigin.COORDINATOR, 10)).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
  }

  @Test
  void theRoomIsTakenBackAndProducersGoOn() {
    reserve.takeSpares();
    disk.faults().setFreeBytes(0);
    append(AppendOrigin.COORDINATOR, 10);

    reserve.takeSpares();
    assertThat(append(AppendOrigin.CLIENT, 10)).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
    disk.faults().setFreeBytes(2L * SpareFile.BYTES);
    reserve.takeSpares();

    assertThat(disk.size(SPARE)).isEqualTo(SpareFile.BYTES);
    assertThat(append(AppendOrigin.CLIENT, 10)).isEqualTo(ErrorCode.NONE);
  }

  @Test
  void aBrokerKilledOnAFullDiskStillKeepsProducersOut() {
    reserve.takeSpares();
    disk.faults().setFreeBytes(0);
    append(AppendOrigin.COORDINATOR, 10);

    reserve = start();
    log = open();

    assertThat(append(AppendOrigin.CLIENT, 10)).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
    assertThat(append(AppendOrigin.METADATA, 10)).isEqualTo(ErrorCode.NONE);
  }

  @Test
  void whatALossOfPowerLeavesOfTheFileIsCompleted() {
    reserve.takeSpares();
    disk.crash(new Random(1));

    reserve = start();
    reserve.takeSpares();

    assertThat(disk.size(SPARE)).isEqualTo(SpareFile.BYTES);
  }

  @Test
  void aDirectoryWithoutRoomForItKeepsProducersOut() {
    disk.faults().setFreeBytes(SpareFile.BYTES);

    assertThat(append(AppendOrigin.CLIENT, 10)).isEqualTo(ErrorCode.NONE);
    reserve.takeSpares();

    assertThat(append(AppendOrigin.CLIENT, 10)).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
  }
}
