package io.ottla.server.start;

import io.ottla.runtime.Clock;
import io.ottla.storage.log.RecoveryProgress;
import java.io.PrintStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says how the recovery of logs goes on: as a bar on a terminal, otherwise as a log line every few
 * seconds. Called from all threads that recover.
 */
public final class RecoveryReport implements RecoveryProgress {
  private static final Logger log = LoggerFactory.getLogger(RecoveryReport.class);
  private static final long LINE_EVERY_MS = 5_000;
  private static final long BAR_EVERY_MS = 100;
  private static final int BAR_WIDTH = 30;

  private final Clock clock;
  private final PrintStream out;
  private final boolean terminal;
  private final long startMs;
  private int segments;
  private long bytes;
  private int segmentsDone;
  private long bytesDone;
  private long lastSaidMs;

  /**
   * A report that has nothing to say yet.
   *
   * @param terminal whether {@code out} is looked at by a person
   */
  public RecoveryReport(Clock clock, PrintStream out, boolean terminal) {
    this.clock = clock;
    this.out = out;
    this.terminal = terminal;
    this.startMs = clock.monotonicMs();
    this.lastSaidMs = startMs;
  }

  @Override
  public synchronized void onWork(int segmentCount, long byteCount) {
    segments = segmentCount;
    bytes = byteCount;
    if (segments > 0 && !terminal) {
      log.info("recovering logs segments={} bytes={}", segments, bytes);
    }
  }

  @Override
  public synchronized void onSegment(long segmentBytes) {
    segmentsDone++;
    bytesDone += segmentBytes;
    long now = clock.monotonicMs();
    boolean last = segmentsDone >= segments;
    if (terminal && (last || now - lastSaidMs >= BAR_EVERY_MS)) {
      lastSaidMs = now;
      out.print("\rottla: " + bar() + ' ' + progress(now) + (last ? "\n" : ""));
      out.flush();
    } else if (!terminal && (last || now - lastSaidMs >= LINE_EVERY_MS)) {
      lastSaidMs = now;
      log.info("recovering logs {}", progress(now));
    }
  }

  private String progress(long now) {
    long elapsedMs = now - startMs;
    long leftSeconds = bytesDone == 0 ? 0 : elapsedMs * (bytes - bytesDone) / bytesDone / 1_000;
    return "segments=%d/%d bytes=%d/%d seconds_left=%d"
        .formatted(segmentsDone, segments, bytesDone, bytes, Math.max(0, leftSeconds));
  }

  private String bar() {
    int full = bytes == 0 ? BAR_WIDTH : (int) Math.min(BAR_WIDTH, BAR_WIDTH * bytesDone / bytes);
    return "[" + "#".repeat(full) + " ".repeat(BAR_WIDTH - full) + "]";
  }
}
