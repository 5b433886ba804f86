package io.ottla.coordinator.transaction;

import io.ottla.wire.protocol.ErrorCode;

/** The error of a fenced producer, which older clients know under another name (KIP-588). Pure. */
final class FencedErrors {
  private FencedErrors() {}

  /** The error for a client that knows {@code PRODUCER_FENCED} from a version on. */
  static ErrorCode forClient(ErrorCode error, short apiVersion, int firstVersion) {
    return error == ErrorCode.PRODUCER_FENCED && apiVersion < firstVersion
        ? ErrorCode.INVALID_PRODUCER_EPOCH
        : error;
  }
}
