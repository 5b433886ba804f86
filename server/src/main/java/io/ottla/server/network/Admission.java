package io.ottla.server.network;

import java.net.InetAddress;

/** Decides who may connect, and when. From any I/O loop. */
public interface Admission {
  /**
   * What becomes of a connection.
   *
   * @param afterMs how long to wait before it is closed, or before it asks again; -1 where it waits
   *     until another one ends or the limits change
   */
  record Answer(Kind kind, long afterMs) {
    /** It is served and counts until {@link #onClosed}. */
    public static final Answer SERVE = new Answer(Kind.SERVE, 0);

    /** It is closed at once. */
    public static final Answer CLOSE = new Answer(Kind.CLOSE, 0);

    /** It waits for a free place. */
    public static final Answer WAIT = new Answer(Kind.WAIT, -1);

    /** It is closed unserved, but not before so long. */
    public static Answer closeAfter(long ms) {
      return new Answer(Kind.CLOSE, ms);
    }

    /** It asks again after so long. */
    public static Answer waitFor(long ms) {
      return new Answer(Kind.WAIT, ms);
    }
  }

  /** What becomes of a connection. */
  enum Kind {
    SERVE,
    CLOSE,
    WAIT
  }

  /** Asks for a new connection from an address. */
  Answer ask(InetAddress ip);

  /** A connection that was to be served is closed. */
  void onClosed(InetAddress ip);
}
