package io.ottla.server.cli;

import java.io.PrintWriter;
import java.util.function.LongConsumer;

/** A bar that shows how many of the bytes are checked, where a terminal watches. */
final class VerifyProgress implements LongConsumer {
  private static final int PERCENT = 100;
  private static final int WIDTH = 50;
  private static final int STEPS = 2 * PERCENT;

  private final PrintWriter err;
  private final long totalBytes;
  private final boolean isWatched;
  private long doneBytes;
  private long shownStep = -1;

  VerifyProgress(PrintWriter err, long totalBytes, boolean isWatched) {
    this.err = err;
    this.totalBytes = totalBytes;
    this.isWatched = isWatched;
    accept(0);
  }

  /** Counts bytes that were checked. */
  @Override
  public void accept(long bytes) {
    doneBytes += bytes;
    long step = totalBytes == 0 ? STEPS : Math.min(STEPS, doneBytes * STEPS / totalBytes);
    if (isWatched && step != shownStep) {
      shownStep = step;
      err.print(line(step));
      err.flush();
    }
  }

  private String line(long step) {
    int filled = (int) (step * WIDTH / STEPS);
    String bar = "#".repeat(filled) + ".".repeat(WIDTH - filled);
    return "\r%3d %% of %d bytes [%s]".formatted(step * PERCENT / STEPS, totalBytes, bar);
  }

  /** Makes room for a line on the same terminal; the bar comes again with the next bytes. */
  void clear() {
    if (isWatched && shownStep >= 0) {
      err.print('\r' + " ".repeat(line(shownStep).length()) + '\r');
      err.flush();
      shownStep = -1;
    }
  }

  /** Ends the line of the bar. */
  void end() {
    if (isWatched) {
      err.println();
      err.flush();
    }
  }
}
