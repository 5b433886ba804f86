package io.ottla.replication.controller;

import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.protocol.ErrorCode;

/**
 * Decides one kind of command. Pure: what it answers depends on its arguments alone.
 *
 * @param <Q> the request of the protocol that is the command
 * @param <R> its response
 */
public interface Decider<Q extends ApiMessage, R extends ApiMessage> {
  /** Decides against the image of the scene. */
  Decision<R> decide(Scene scene, Q request);

  /** The answer when nothing could be decided, as on a node that is not the active controller. */
  R refuse(Q request, ErrorCode error);
}
