package io.ottla.coordinator.shard;

import io.ottla.wire.protocol.ErrorCode;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A reply on its way: open, then parked with its response, then done. */
final class ParkedReply<T> implements Reply<T> {
  private final CommitQueue queue;
  private final Function<ErrorCode, T> onError;
  private final Consumer<T> respond;
  private @Nullable T response;
  private boolean done;

  ParkedReply(CommitQueue queue, Function<ErrorCode, T> onError, Consumer<T> respond) {
    this.queue = queue;
    this.onError = onError;
    this.respond = respond;
  }

  @Override
  public void send(T answer) {
    if (done || response != null) {
      return;
    }
    response = answer;
    queue.park(this);
  }

  @Override
  public void fail(ErrorCode error) {
    send(onError.apply(error));
  }

  /** What was decided is committed. */
  void release() {
    T answer = response;
    if (!done && answer != null) {
      finish(answer);
    }
  }

  /** The decision's fate is not known, or the shard is gone. */
  void abandon(ErrorCode error) {
    if (!done) {
      finish(onError.apply(error));
    }
  }

  private void finish(T answer) {
    done = true;
    queue.forget(this);
    respond.accept(answer);
  }
}
