package io.ottla.coordinator.transaction;

import io.ottla.wire.protocol.ErrorCode;

/** Gives producer ids, each once in the life of the cluster. Called from any thread. */
public interface ProducerIds {
  /** Gives the next id, now or later, on any thread. */
  void next(Receiver receiver);

  /** Takes an id, or learns why there is none. */
  interface Receiver {
    /** Gets an id with NONE, or an error. */
    void accept(ErrorCode error, long producerId);
  }
}
