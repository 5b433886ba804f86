package io.ottla.coordinator.transaction;

import io.ottla.wire.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * What a request does to a transaction.
 *
 * @param error that the client is told
 * @param next the state to be written, or null when nothing changes
 */
record Transition(ErrorCode error, @Nullable Transaction next) {
  static Transition to(Transaction next) {
    return new Transition(ErrorCode.NONE, next);
  }

  /** Writes the state and tells an error all the same. */
  static Transition toWithError(Transaction next, ErrorCode error) {
    return new Transition(error, next);
  }

  static Transition refuse(ErrorCode error) {
    return new Transition(error, null);
  }

  static Transition unchanged() {
    return new Transition(ErrorCode.NONE, null);
  }
}
