package io.ottla.server;

import io.ottla.server.start.StartException;
import io.ottla.wire.protocol.ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something that other threads do while a broker starts. There is no limit: it is work on this
 * machine, which takes long with many partitions or on a busy disk, and ends.
 */
final class StartStep {
  private static final Logger log = LoggerFactory.getLogger(StartStep.class);
  private static final int LINE_EVERY_SECONDS = 10;

  private StartStep() {}

  /** Waits for something that other threads do; only the thread that starts the broker waits. */
  static void await(String what, Consumer<Consumer<ErrorCode>> action) throws StartException {
    CompletableFuture<ErrorCode> done = new CompletableFuture<>();
    action.accept(done::complete);
    await(what, done);
  }

  /** The same of something that has begun. */
  static void await(String what, CompletableFuture<ErrorCode> done) throws StartException {
    try {
      ErrorCode error = outcome(what, done);
      if (error != ErrorCode.NONE) {
        throw new StartException(what + " failed: " + error.message());
      }
    } catch (ExecutionException e) {
      throw new StartException(what + " failed: " + reason(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException(what + " was interrupted");
    }
  }

  private static ErrorCode outcome(String what, CompletableFuture<ErrorCode> done)
      throws ExecutionException, InterruptedException {
    for (int seconds = LINE_EVERY_SECONDS; ; seconds += LINE_EVERY_SECONDS) {
      try {
        return done.get(LINE_EVERY_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        log.info("still starting step=\"{}\" seconds={}", what, seconds);
      }
    }
  }

  private static String reason(@Nullable Throwable cause) {
    return cause == null || cause.getMessage() == null ? String.valueOf(cause) : cause.getMessage();
  }
}
