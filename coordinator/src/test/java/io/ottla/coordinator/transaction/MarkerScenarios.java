package io.ottla.coordinator.transaction;

import static io.ottla.coordinator.transaction.TransactionHarness.error;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.shard.Answer;
import io.ottla.coordinator.transaction.MarkerSender.Marker;
import io.ottla.wire.message.EndTxnResponse;
import io.ottla.wire.protocol.ErrorCode;
import org.junit.jupiter.api.Test;

/** How a transaction that is decided comes to its end. */
class MarkerScenarios {
  private final TransactionHarness harness = new TransactionHarness();

  @Test
  void theEndIsAnsweredWhenTheDecisionIsCommittedAndMarkersGoOutThen() {
    harness.init();
    harness.add(1_000, 0, 1);
    harness.log.holdCommits();

    Answer<EndTxnResponse> ending = harness.ending(4, 1_000, 0, true);
    assertThat(ending.isThere()).isFalse();
    assertThat(harness.markers.sent).isEmpty();
    harness.coordinator.onHighWatermark(0, harness.log.commitAll());
    harness.loop.runAll();

    assertThat(error(ending.get().errorCode())).isEqualTo(ErrorCode.NONE);
    assertThat(harness.markers.sent).hasSize(1);
  }

  @Test
  void markersAreSentAgainUntilAllArrive() {
    harness.init();
    harness.add(1_000, 0, 1, 2);
    harness.end(4, 1_000, 0, true);

    harness.markers.answerAll(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    harness.loop.advanceMs(100);
    assertThat(harness.markers.waiting()).isEqualTo(1);
    assertThat(harness.state()).isEqualTo("PrepareCommit");
    harness.markersArrive();

    assertThat(harness.state()).isEqualTo("CompleteCommit");
  }

  @Test
  void aDeletedTopicNeedsNoMarker() {
    harness.init();
    harness.add(1_000, 0, 1);
    harness.topics.remove("t");

    harness.end(4, 1_000, 0, true);
    harness.loop.runAll();

    assertThat(harness.state()).isEqualTo("CompleteCommit");
  }

  @Test
  void aTopicDeletedMeanwhileNeedsNoMarkerEither() {
    harness.init();
    harness.add(1_000, 0, 1);
    harness.end(4, 1_000, 0, true);

    harness.markers.answerAll(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    harness.topics.remove("t");
    harness.loop.advanceMs(100);

    assertThat(harness.state()).isEqualTo("CompleteCommit");
  }

  @Test
  void anEndThatCannotBeRecordedIsTriedAgain() {
    harness.init();
    harness.add(1_000, 0, 1);
    harness.end(4, 1_000, 0, true);
    harness.log.failAppends(ErrorCode.NOT_ENOUGH_REPLICAS);

    harness.markersArrive();
    assertThat(harness.state()).isEqualTo("PrepareCommit");
    harness.log.failAppends(ErrorCode.NONE);
    harness.loop.advanceMs(100);

    assertThat(harness.state()).isEqualTo("CompleteCommit");
  }

  @Test
  void aRestartResumesWhatWasDecided() {
    harness.init();
    harness.beforeAppend(1_000, 0, 1, true);
    harness.end(5, 1_000, 0, true);

    harness.restart();
    assertThat(harness.markers.last().marker())
        .isEqualTo(new Marker(1_000, (short) 1, true, 2, (short) 2));
    harness.markersArrive();

    assertThat(harness.state()).isEqualTo("CompleteCommit");
    assertThat(harness.end(5, 1_000, 0, true)).isEqualTo(ErrorCode.NONE);
  }
}
