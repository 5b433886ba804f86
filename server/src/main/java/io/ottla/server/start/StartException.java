package io.ottla.server.start;

/** A broker cannot start; the message is the one line its operator reads. */
public final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  public StartException(String message) {
    super(message);
  }
}
