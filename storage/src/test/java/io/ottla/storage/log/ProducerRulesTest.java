package io.ottla.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.storage.disk.SimDisk;
import io.ottla.storage.producer.AppendOrigin;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.record.BatchAttributes;
import io.ottla.wire.record.ControlBatches;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What a log refuses of producers and of those who end their transactions. */
class ProducerRulesTest {
  private final LogHarness harness =
      new LogHarness(new SimDisk(), Path.of("/sim/t-0"), LogConfig.DEFAULT);

  private ErrorCode append(BatchAttributes attributes) {
    return harness.append(attributes, "value").error();
  }

  private ErrorCode end(int producerEpoch, int coordinatorEpoch, AppendOrigin origin) {
    ByteBuffer marker =
        ControlBatches.endTransaction(
            7, (short) producerEpoch, true, coordinatorEpoch, harness.clock.wallMs());
    return harness.log.append(marker, 0, origin).error();
  }

  @Test
  void aNewEpochBeginsWithSequenceZero() {
    assertThat(append(LogHarness.producer(7, 0, 0))).isEqualTo(ErrorCode.NONE);

    assertThat(append(LogHarness.producer(7, 1, 1)))
        .isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
    assertThat(append(LogHarness.producer(7, 1, 0))).isEqualTo(ErrorCode.NONE);
  }

  @Test
  void zeroFollowsTheLargestSequence() {
    assertThat(append(LogHarness.producer(7, 0, Integer.MAX_VALUE))).isEqualTo(ErrorCode.NONE);

    assertThat(append(LogHarness.producer(7, 0, 0))).isEqualTo(ErrorCode.NONE);
  }

  @Test
  void aProducerWithAnOpenTransactionSendsNothingOutsideOfIt() {
    assertThat(append(LogHarness.producer(7, 0, 0).asTransactional())).isEqualTo(ErrorCode.NONE);

    assertThat(append(LogHarness.producer(7, 0, 1))).isEqualTo(ErrorCode.INVALID_TXN_STATE);
    assertThat(end(0, 3, AppendOrigin.COORDINATOR)).isEqualTo(ErrorCode.NONE);
    assertThat(append(LogHarness.producer(7, 0, 1))).isEqualTo(ErrorCode.NONE);
  }

  @Test
  void aMarkerOfAnOlderProducerEpochIsRefused() {
    assertThat(append(LogHarness.producer(7, 2, 0).asTransactional())).isEqualTo(ErrorCode.NONE);

    assertThat(end(1, 3, AppendOrigin.COORDINATOR)).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
    assertThat(end(2, 3, AppendOrigin.COORDINATOR)).isEqualTo(ErrorCode.NONE);
  }

  @Test
  void aMarkerOfAFormerCoordinatorIsRefused() {
    assertThat(append(LogHarness.producer(7, 0, 0).asTransactional())).isEqualTo(ErrorCode.NONE);
    assertThat(end(0, 3, AppendOrigin.COORDINATOR)).isEqualTo(ErrorCode.NONE);

    assertThat(end(0, 2, AppendOrigin.COORDINATOR))
        .isEqualTo(ErrorCode.TRANSACTION_COORDINATOR_FENCED);
    assertThat(end(0, 3, AppendOrigin.COORDINATOR)).isEqualTo(ErrorCode.NONE);
  }

  @Test
  void whatTheLeaderAcceptedIsAccepted() {
    assertThat(append(LogHarness.producer(7, 2, 0))).isEqualTo(ErrorCode.NONE);

    ByteBuffer older = harness.batch(LogHarness.producer(7, 1, 9), "value");
    assertThat(harness.log.append(older, 0, AppendOrigin.REPLICATION).error())
        .isEqualTo(ErrorCode.NONE);
    assertThat(end(1, 0, AppendOrigin.REPLICATION)).isEqualTo(ErrorCode.NONE);
  }

  @Test
  void aSilentProducerIsForgottenUnlessItsTransactionIsOpen() {
    assertThat(append(LogHarness.producer(7, 0, 0).asTransactional())).isEqualTo(ErrorCode.NONE);
    assertThat(append(LogHarness.producer(8, 0, 0))).isEqualTo(ErrorCode.NONE);
    harness.clock.advanceMs(86_400_000);

    boolean unused = harness.log.upkeep().applyRetention();

    assertThat(harness.log.findProducer(7)).isNotNull();
    assertThat(harness.log.findProducer(8)).isNull();
    assertThat(append(LogHarness.producer(8, 0, 5))).isEqualTo(ErrorCode.NONE);
  }
}
