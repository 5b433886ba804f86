package io.ottla.coordinator.shard;

import io.ottla.wire.protocol.ErrorCode;

/**
 * Where the response to one request goes; it leaves once everything written before it is committed.
 * Answered at most once; later answers are dropped. Used on the shard's loop.
 */
public interface Reply<T> {
  /** Answers. */
  void send(T response);

  /** Answers with the response that carries the error. */
  void fail(ErrorCode error);
}
