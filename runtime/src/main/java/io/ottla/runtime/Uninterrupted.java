package io.ottla.runtime;

/** What must come to its end; an interrupt that comes meanwhile is told afterwards, by the flag. */
public final class Uninterrupted {
  private Uninterrupted() {}

  /** A wait that an interrupt ends. */
  interface Wait {
    /** Returns whether what was waited for has come. */
    boolean await() throws InterruptedException;
  }

  static void await(Wait wait) {
    boolean interrupted = false;
    boolean done = false;
    while (!done) {
      try {
        done = wait.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    restore(interrupted);
  }

  /** Runs something that uses files, which an interrupted thread finds closed. */
  public static void run(Runnable action) {
    boolean interrupted = Thread.interrupted();
    try {
      action.run();
    } finally {
      restore(interrupted);
    }
  }

  private static void restore(boolean interrupted) {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
