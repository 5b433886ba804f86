package io.ottla.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ottla.server.start.StartException;
import io.ottla.wire.protocol.ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class StartStepTest {
  /** Takes ten waits. */
  private static final class Slow extends CompletableFuture<ErrorCode> {
    private int waits;

    @Override
    public ErrorCode get(long timeout, TimeUnit unit) throws TimeoutException {
      if (++waits < 10) {
        throw new TimeoutException();
      }
      return ErrorCode.NONE;
    }
  }

  @Test
  void aStepMayTakeAsLongAsItTakes() throws StartException {
    Slow slow = new Slow();

    StartStep.await("leading", slow);

    assertThat(slow.waits).isEqualTo(10);
  }

  @Test
  void theReasonOfAFailureIsSaid() {
    CompletableFuture<ErrorCode> broken =
        CompletableFuture.failedFuture(new IllegalStateException("epoch 3 after 4"));

    assertThatThrownBy(() -> StartStep.await("leading", broken))
        .isInstanceOf(StartException.class)
        .hasMessage("leading failed: epoch 3 after 4");
    assertThatThrownBy(
            () -> StartStep.await("serving", done -> done.accept(ErrorCode.STALE_BROKER_EPOCH)))
        .isInstanceOf(StartException.class)
        .hasMessageStartingWith("serving failed: ");
  }
}
