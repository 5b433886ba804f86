package io.ottla.storage.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.storage.producer.ProducerStates.EndedTransaction;
import io.ottla.wire.protocol.ErrorCode;
import io.ottla.wire.record.BatchAttributes;
import io.ottla.wire.record.ControlBatches;
import io.ottla.wire.record.RecordBatch;
import io.ottla.wire.record.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProducerStatesTest {
  private static final long TIME_MS = 1_700_000_000_000L;

  private final ProducerStates states = new ProducerStates();

  private static RecordBatch batch(
      long producerId, int sequence, long baseOffset, int records, boolean isTransactional) {
    BatchAttributes attributes =
        BatchAttributes.PLAIN.withProducer(producerId, (short) 0, sequence);
    RecordBatchBuilder builder =
        new RecordBatchBuilder(
            isTransactional ? attributes.asTransactional() : attributes, baseOffset);
    for (int i = 0; i < records; i++) {
      builder.append(TIME_MS, null, ByteBuffer.allocate(1));
    }
    return RecordBatch.of(builder.build());
  }

  private void begin(long producerId, long offset) {
    states.replay(batch(producerId, 0, offset, 1, true));
  }

  private static RecordBatch marker(long producerId, int epoch, long offset) {
    RecordBatch marker =
        RecordBatch.of(ControlBatches.endTransaction(producerId, (short) epoch, false, 3, TIME_MS));
    marker.assign(offset, 0);
    return marker;
  }

  private @Nullable EndedTransaction end(long producerId, long offset) {
    return states.replayMarker(marker(producerId, 0, offset), 3);
  }

  private ProducerEntry find(long producerId) {
    return Objects.requireNonNull(states.find(producerId));
  }

  @Test
  void aTransactionBeginsWithItsFirstBatchOnly() {
    begin(7, 10);

    RecordBatch second = batch(7, 1, 11, 1, true);
    assertThat(states.decide(second, AppendOrigin.CLIENT).isAccepted()).isTrue();
    states.replay(second);

    assertThat(find(7).transactionFirstOffset()).isEqualTo(10);
    assertThat(states.firstUnstableOffset()).isEqualTo(10);
  }

  @Test
  void aBatchThatEndsLikeAnotherAndBeginsElsewhereIsNoDuplicate() {
    states.replay(batch(7, 0, 0, 3, false));

    ProducerDecision decision = states.decide(batch(7, 2, 0, 1, false), AppendOrigin.CLIENT);

    assertThat(decision.isDuplicate()).isFalse();
    assertThat(decision.error()).isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
  }

  @Test
  void aMarkerOfAnUnknownProducerIsAcceptedAndEndsNothing() {
    ProducerDecision decision = states.decideMarker(marker(7, 0, 0), 3, AppendOrigin.COORDINATOR);

    assertThat(decision).isEqualTo(ProducerDecision.ACCEPT);
    assertThat(end(7, 0)).isNull();
    assertThat(find(7).coordinatorEpoch()).isEqualTo(3);
  }

  @Test
  void theLogIsStableUpToTheNextTransactionThatIsOpen() {
    begin(7, 10);
    begin(8, 11);

    assertThat(end(7, 12)).isEqualTo(new EndedTransaction(7, 10, 12, 11));
    assertThat(end(8, 13)).isEqualTo(new EndedTransaction(8, 11, 13, 14));
  }

  @Test
  void anEndedTransactionHoldsReadersBackUntilItsMarkerIsReplicated() {
    begin(7, 10);
    end(7, 11);

    states.replayHighWatermark(11);
    assertThat(states.firstUnstableOffset()).isEqualTo(10);

    states.replayHighWatermark(12);
    assertThat(states.firstUnstableOffset()).isEqualTo(ProducerStates.NO_OFFSET);
  }

  @Test
  void aSnapshotHoldsOpenTransactionsAndProducersWithoutBatches() {
    begin(7, 10);
    begin(8, 11);
    states.replayMarker(marker(8, 1, 12), 3);

    ProducerStates loaded = new ProducerStates();
    loaded.load(states.toSnapshot());

    assertThat(loaded.toSnapshot()).isEqualTo(states.toSnapshot());
    assertThat(loaded.firstUnstableOffset()).isEqualTo(10);
    ProducerEntry ended = Objects.requireNonNull(loaded.find(8));
    assertThat(ended.epoch()).isEqualTo((short) 1);
    assertThat(ended.lastSequence()).isEqualTo(RecordBatch.NO_SEQUENCE);
    assertThat(ended.lastOffset()).isEqualTo(-1);
  }
}
