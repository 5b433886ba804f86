package io.ottla.wire.codec;

/** A message cannot be read or written in the asked version. */
public final class UnsupportedVersionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says which message, field and version. */
  public UnsupportedVersionException(String message) {
    super(message);
  }
}
