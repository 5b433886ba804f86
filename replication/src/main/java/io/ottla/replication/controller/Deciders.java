package io.ottla.replication.controller;

import io.ottla.wire.codec.ApiMessage;
import java.util.HashMap;
import java.util.Map;

/** Finds the decider of a command. Filled once at start, read only after that. */
public final class Deciders {
  private final Map<Class<?>, Decider<?, ?>> byRequest = new HashMap<>();

  /** Adds the decider of one kind of command. */
  public <Q extends ApiMessage> Deciders with(Class<Q> request, Decider<Q, ?> decider) {
    byRequest.put(request, decider);
    return this;
  }

  /** The decider of a command; fails when there is none. */
  @SuppressWarnings("unchecked") // with() pairs each class with a decider of it
  <Q extends ApiMessage> Decider<Q, ?> of(Q request) {
    Decider<?, ?> decider = byRequest.get(request.getClass());
    if (decider == null) {
      throw new IllegalArgumentException("not a controller command: " + request.getClass());
    }
    return (Decider<Q, ?>) decider;
  }
}
