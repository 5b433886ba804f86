package io.ottla.coordinator.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.wire.protocol.ErrorCode;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds for a transactional id whatever its producers do. */
class TransactionProperties {
  /** Two producers with the same transactional id, and a broker that is killed now and then. */
  private static final class Life {
    private final TransactionHarness harness = new TransactionHarness();
    private long producerId = -1;
    private int epoch = -1;
    private int highestEpoch = -1;

    void step(int number) {
      int choice = number % 8;
      int apiVersion = number % 16 < 8 ? 4 : 5;
      if (choice == 0 || epoch < 0) {
        var response = harness.init();
        if (response.errorCode() == ErrorCode.NONE.code()) {
          producerId = response.producerId();
          epoch = response.producerEpoch();
        }
      } else if (choice == 1 || choice == 2) {
        harness.add(producerId, epoch, number % 4);
      } else if (choice == 3 || choice == 4) {
        var ended = harness.ending(apiVersion, producerId, epoch, choice == 3).get();
        if (ended.errorCode() == ErrorCode.NONE.code() && apiVersion == 5) {
          epoch = ended.producerEpoch();
        }
      } else if (choice == 5) {
        harness.markersArrive();
      } else if (choice == 6) {
        harness.loop.advanceMs(1_000L * (number % 80));
      } else {
        restart();
      }
      checkEpoch();
    }

    private void restart() {
      var before = harness.describe();
      harness.restart();
      assertThat(harness.describe()).isEqualTo(before);
    }

    private void checkEpoch() {
      var described = harness.describe();
      if (described.errorCode() == ErrorCode.NONE.code()) {
        assertThat((int) described.producerEpoch()).isGreaterThanOrEqualTo(highestEpoch);
        highestEpoch = described.producerEpoch();
      }
    }
  }

  @Property
  void epochsNeverGoBackAndARestartChangesNothing(
      @ForAll @Size(max = 60) List<@IntRange(max = 10_000) Integer> steps) {
    Life life = new Life();

    steps.forEach(life::step);
  }

  @Property
  void everyTransactionEnds(@ForAll @Size(max = 60) List<@IntRange(max = 10_000) Integer> steps) {
    Life life = new Life();
    steps.forEach(life::step);

    for (int i = 0; i < 10; i++) {
      life.harness.loop.advanceMs(10_000);
      life.harness.markersArrive();
    }

    assertThat(life.harness.state()).isIn("", "Empty", "CompleteCommit", "CompleteAbort");
  }
}
