package io.ottla.server.network;

import io.netty.buffer.ByteBuf;
import io.ottla.runtime.Invariant;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.Responder;
import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.protocol.ApiKey;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One request in flight and the place of its response in the order of the connection. */
final class Exchange implements Responder {
  private final Connection connection;
  private final RequestContext context;
  private final int requestBytes;
  private final long startNanos;
  private final AtomicBoolean answered = new AtomicBoolean();

  /** Held while the request's records are borrowed from it; belongs to the connection's loop. */
  private @Nullable ByteBuf frame;

  /** What to send once all earlier responses are sent; belongs to the connection's loop. */
  private @Nullable ApiMessage response;

  private boolean done;

  /** When the handler returned; 0 while it runs. Belongs to the connection's loop. */
  private long handledNanos;

  Exchange(Connection connection, RequestContext context, int requestBytes, long startNanos) {
    this.connection = connection;
    this.context = context;
    this.requestBytes = requestBytes;
    this.startNanos = startNanos;
  }

  RequestContext context() {
    return context;
  }

  ApiKey api() {
    return context.api();
  }

  int requestBytes() {
    return requestBytes;
  }

  long startNanos() {
    return startNanos;
  }

  void handled(long nanos) {
    handledNanos = nanos;
  }

  /** How long the handler has run on the loop; others' work for the request is not in it. */
  long loopNanos(long now) {
    return (handledNanos == 0 ? now : handledNanos) - startNanos;
  }

  @Nullable ApiMessage response() {
    return response;
  }

  boolean isDone() {
    return done;
  }

  /** Keeps the frame until the response, because the request borrows from it. */
  void borrow(ByteBuf borrowed) {
    frame = borrowed;
  }

  @Override
  public void respond(ApiMessage message) {
    markAnswered();
    context.loop().executeOrRun(() -> complete(message));
  }

  @Override
  public void noResponse() {
    markAnswered();
    context.loop().executeOrRun(() -> complete(null));
  }

  @Override
  public void close(String reason) {
    markAnswered();
    context
        .loop()
        .executeOrRun(
            () -> {
              connection.closeBecause(reason);
              complete(null);
            });
  }

  /**
   * Ends the request without an answer, because its handler has failed; on the connection's loop.
   * The handler may have handed over who answers before it failed: that answer is dropped.
   */
  void fail() {
    complete(null);
  }

  /** Drops what was kept, when the connection is gone. */
  void abandon() {
    releaseFrame();
    if (response != null) {
      response.releasePayloads();
      response = null;
    }
  }

  private void markAnswered() {
    Invariant.check(answered.compareAndSet(false, true), "one response per request");
  }

  private void complete(@Nullable ApiMessage message) {
    if (done) {
      if (message != null) {
        message.releasePayloads();
      }
      return;
    }
    releaseFrame();
    response = message;
    done = true;
    connection.onDone(this);
  }

  private void releaseFrame() {
    if (frame != null) {
      frame.release();
      frame = null;
    }
  }
}
