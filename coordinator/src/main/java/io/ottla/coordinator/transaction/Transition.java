package io.ottla.coordinator.transaction;

import io.ottla.wire.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * What a request does to a transaction.
 *
 * @param error that the client is told
 * @param next the state to be written, or null when nothing changes
 * @param mayRepeat whether the producer bumped its own epoch, so that its request with the epoch
 *     before is a retry; after any other bump it comes from a producer that is fenced
 */
record Transition(ErrorCode error, @Nullable Transaction next, boolean mayRepeat) {
  static Transition to(Transaction next) {
    return new Transition(ErrorCode.NONE, next, false);
  }

  /** Writes the state and tells an error all the same. */
  static Transition toWithError(Transaction next, ErrorCode error) {
    return new Transition(error, next, false);
  }

  static Transition refuse(ErrorCode error) {
    return new Transition(error, null, false);
  }

  static Transition unchanged() {
    return new Transition(ErrorCode.NONE, null, false);
  }

  /** The same; whether it is a producer's bump of its own epoch. */
  Transition repeatableIf(boolean own) {
    return new Transition(error, next, own);
  }
}
