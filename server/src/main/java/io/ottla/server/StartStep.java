package io.ottla.server;

import io.ottla.server.start.StartException;
import io.ottla.wire.protocol.ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Something that other threads do while a broker starts. */
final class StartStep {
  private static final long LIMIT_SECONDS = 30;

  private StartStep() {}

  /** Waits for something that other threads do; only the thread that starts the broker waits. */
  static void await(String what, Consumer<Consumer<ErrorCode>> action) throws StartException {
    CompletableFuture<ErrorCode> done = new CompletableFuture<>();
    action.accept(done::complete);
    try {
      ErrorCode error = done.get(LIMIT_SECONDS, TimeUnit.SECONDS);
      if (error != ErrorCode.NONE) {
        throw new StartException(what + " failed: " + error.message());
      }
    } catch (TimeoutException | ExecutionException e) {
      throw new StartException(what + " took more than " + LIMIT_SECONDS + " seconds");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException(what + " was interrupted");
    }
  }
}
