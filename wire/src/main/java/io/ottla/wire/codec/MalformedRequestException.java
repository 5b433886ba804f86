package io.ottla.wire.codec;

/** The peer sent bytes that are no message of the protocol; its connection is closed. */
public final class MalformedRequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what was found and where. Carries no stack trace: it is the peer's fault, not ours. */
  public MalformedRequestException(String message) {
    super(message, null, false, false);
  }
}
