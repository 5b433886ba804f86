package io.ottla.replication.controller;

import io.ottla.wire.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;

/** An error code and what a person should know about it; the message is null without an error. */
public record ApiError(ErrorCode error, @Nullable String message) {
  /** No error. */
  public static final ApiError NONE = new ApiError(ErrorCode.NONE, null);

  /** The error with its standard sentence. */
  public static ApiError of(ErrorCode error) {
    return error == ErrorCode.NONE ? NONE : new ApiError(error, error.message());
  }

  /** The error with a sentence about this very case. */
  public static ApiError of(ErrorCode error, String message) {
    return new ApiError(error, message);
  }

  /** Whether there is no error. */
  public boolean isNone() {
    return error == ErrorCode.NONE;
  }

  /** The code on the wire. */
  public short code() {
    return error.code();
  }
}
