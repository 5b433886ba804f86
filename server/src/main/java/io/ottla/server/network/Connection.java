package io.ottla.server.network;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.ottla.runtime.EventLoop;
import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.codec.MalformedRequestException;
import io.ottla.wire.protocol.ApiKey;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection; owner: its I/O loop. Requests start in order. A Produce may start behind
 * unfinished Produces, because the order of a partition's batches is fixed when they are handed
 * over; any other request waits until all before it are answered, and all behind it wait for it.
 * Responses leave in the order of the requests, with one flush per turn of the loop.
 */
final class Connection extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(Connection.class);

  /** Requests read but not answered, above which the connection is not read. */
  private static final int MAX_UNANSWERED = 128;

  private final NetworkServer server;
  private final NettyLoop loop;
  private final RequestReader requests;
  private final ResponseEncoder encoder;
  private final FrameReceiver receiver;
  private final ArrayDeque<Exchange> inFlight = new ArrayDeque<>();
  private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>();
  private @Nullable ChannelHandlerContext channel;
  private boolean inRead;
  private boolean flushScheduled;
  private boolean needsFlush;
  private boolean closed;
  private boolean isStarting;
  private EventLoop.@Nullable Timer idleCheck;

  /** When requests are taken again from a client over a quota, monotonic; 0 while he is not. */
  private long mutedUntilMs;

  private long lastActiveMs;

  Connection(
      NetworkServer server,
      NettyLoop loop,
      RequestReader requests,
      ResponseEncoder encoder,
      int maxFrameBytes) {
    this.server = server;
    this.loop = loop;
    this.requests = requests;
    this.encoder = encoder;
    this.receiver = new FrameReceiver(maxFrameBytes, this::onFrame);
  }

  FrameReceiver receiver() {
    return receiver;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    channel = ctx;
    requests.connected(ctx, loop);
    lastActiveMs = server.clock().monotonicMs();
    scheduleIdleCheck(server.config().maxIdleMs());
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf data = (ByteBuf) message;
    inRead = true;
    lastActiveMs = server.clock().monotonicMs();
    try {
      if (!closed) {
        receiver.received(data, ctx.alloc());
      }
    } catch (MalformedRequestException malformed) {
      server.events().malformedRequest();
      closeBecause(String.valueOf(malformed.getMessage()));
    } finally {
      data.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    inRead = false;
    flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    startWaiting();
    updateReading();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    closed = true;
    if (idleCheck != null) {
      idleCheck.cancel(); // it would keep the connection in memory until it is due
    }
    receiver.close();
    for (Exchange exchange : inFlight) {
      if (exchange.isDone()) {
        server.budget().giveBack(exchange.requestBytes());
        exchange.abandon();
      }
    }
    inFlight.removeIf(Exchange::isDone);
    for (ByteBuf frame : waiting) {
      server.budget().giveBack(frame.readableBytes());
      frame.release();
    }
    server.budget().onWaiting(-waiting.size());
    waiting.clear();
  }

  /** The edge of the I/O loop: whatever a handler throws costs its connection and nothing more. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
    if (failure instanceof IOException) {
      log.debug("connection broke {} reason={}", requests, failure.getMessage());
    } else {
      log.error("connection closed on an internal failure {}", requests, failure);
    }
    closed = true;
    ctx.close();
  }

  /** Closes the connection with one line in the log, unless there were many just before. */
  void closeBecause(String reason) {
    if (!closed && channel != null) {
      closed = true;
      int leftOut = server.closings().admit();
      if (leftOut >= 0) {
        log.info("connection closed {} reason=\"{}\" leftOut={}", requests, reason, leftOut);
      }
      channel.close();
    }
  }

  /** Takes no request for a while: the client is over a quota (KIP-219). */
  private void mute(int ms) {
    mutedUntilMs = Math.max(mutedUntilMs, server.clock().monotonicMs() + ms);
    loop.schedule(ms, this::unmute);
  }

  private void unmute() {
    long leftMs = mutedUntilMs - server.clock().monotonicMs();
    if (leftMs > 0 && !closed) {
      loop.schedule(leftMs, this::unmute);
      return;
    }
    mutedUntilMs = 0;
    startWaiting();
    updateReading();
  }

  private void onFrame(ByteBuf frame) {
    if (closed) {
      frame.release();
      return;
    }
    server.budget().take(frame.readableBytes());
    if (waiting.isEmpty() && mayStart(frame)) {
      start(frame);
    } else {
      waiting.add(frame);
      server.budget().onWaiting(1);
    }
    updateReading();
  }

  private boolean mayStart(ByteBuf frame) {
    // Who does not read his answers gets no more of them.
    if (mutedUntilMs > 0 || !channel().channel().isWritable()) {
      return false;
    }
    return inFlight.isEmpty()
        || (RequestReader.isProduce(frame) && inFlight.getLast().api() == ApiKey.PRODUCE);
  }

  private void start(ByteBuf frame) {
    int requestBytes = frame.readableBytes();
    Exchange exchange = null;
    boolean isHandled = false;
    try {
      RequestReader.Request request = requests.read(frame);
      exchange = new Exchange(this, request.context(), requestBytes, server.clock().nanos());
      if (request.body().splicedSize() > 0) {
        exchange.borrow(frame.retain());
      }
      inFlight.add(exchange);
      request.handler().handle(request.context(), request.body(), exchange);
      exchange.handled(server.clock().nanos());
      isHandled = true;
    } catch (MalformedRequestException malformed) {
      server.events().malformedRequest();
      closeBecause(String.valueOf(malformed.getMessage()));
    } catch (Throwable failure) {
      exceptionCaught(channel(), failure); // not on the pipeline, yet the same edge
    } finally {
      frame.release();
      if (!isHandled) {
        giveUp(exchange, requestBytes);
      }
    }
  }

  /** Takes back what a request has that nobody answers any more; the connection is closed. */
  private void giveUp(@Nullable Exchange exchange, int requestBytes) {
    if (exchange == null) {
      server.budget().giveBack(requestBytes);
    } else {
      exchange.fail();
    }
  }

  /** Sends what has become sendable, then starts what waited for it. */
  void onDone(Exchange exchange) {
    try {
      sendInOrder(exchange);
    } catch (RuntimeException failure) {
      exceptionCaught(channel(), failure); // not on the pipeline, yet the same edge
    }
  }

  private void sendInOrder(Exchange exchange) {
    if (closed) {
      server.budget().giveBack(exchange.requestBytes());
      inFlight.remove(exchange);
      exchange.abandon();
      return;
    }
    for (Exchange first = inFlight.peek();
        first != null && first.isDone();
        first = inFlight.peek()) {
      inFlight.remove();
      server.budget().giveBack(first.requestBytes());
      send(first);
    }
    startWaiting();
    updateReading();
  }

  // A request that is answered at once comes back here from within its start. It must not start the
  // next one there: hundreds of small ones that waited would take as many levels of the stack.
  private void startWaiting() {
    if (isStarting) {
      return;
    }
    isStarting = true;
    try {
      while (!closed && !waiting.isEmpty() && mayStart(waiting.peek())) {
        server.budget().onWaiting(-1);
        start(waiting.remove());
      }
    } finally {
      isStarting = false;
    }
  }

  private void send(Exchange exchange) {
    long now = server.clock().nanos();
    ApiMessage response = exchange.response();
    int throttleMs = throttleMs(exchange, response, now);
    long sent = 0;
    if (response != null) {
      if (throttleMs > response.throttleTimeMs()) {
        response = response.withThrottleTimeMs(throttleMs);
      }
      List<Object> parts =
          encoder.encode(
              exchange.api(),
              exchange.context().version(),
              exchange.context().correlationId(),
              response,
              channel().alloc());
      for (Object part : parts) {
        sent +=
            part instanceof ByteBuf buffer ? buffer.readableBytes() : ((LeasedRegion) part).count();
        channel().write(part, channel().voidPromise());
      }
      needsFlush = true;
      scheduleFlush();
    }
    server
        .events()
        .requestCompleted(
            exchange.api(), now - exchange.startNanos(), exchange.requestBytes(), sent);
    if (throttleMs > 0) {
      mute(throttleMs);
    }
  }

  private int throttleMs(Exchange exchange, @Nullable ApiMessage response, long now) {
    int byHandler = response == null ? 0 : response.throttleTimeMs();
    return Math.max(
        byHandler,
        server
            .throttle()
            .afterRequest(exchange.context(), exchange.requestBytes(), exchange.loopNanos(now)));
  }

  private void scheduleFlush() {
    if (!inRead && !flushScheduled) {
      flushScheduled = true;
      channel()
          .executor()
          .execute(
              () -> {
                flushScheduled = false;
                flush();
              });
    }
  }

  private void flush() {
    if (needsFlush && channel != null) {
      needsFlush = false;
      channel.flush();
    }
  }

  private void updateReading() {
    if (channel == null || closed) {
      return;
    }
    boolean read =
        mutedUntilMs == 0
            && inFlight.size() + waiting.size() < MAX_UNANSWERED
            && channel.channel().isWritable()
            && (inFlight.isEmpty() || !server.budget().exceeded());
    if (channel.channel().config().isAutoRead() != read) {
      channel.channel().config().setAutoRead(read);
    }
  }

  private void scheduleIdleCheck(long delayMs) {
    if (server.config().maxIdleMs() > 0) {
      idleCheck = loop.schedule(delayMs, this::checkIdle);
    }
  }

  private void checkIdle() {
    if (closed) {
      return;
    }
    long idleMs = server.clock().monotonicMs() - lastActiveMs;
    long limitMs = server.config().maxIdleMs();
    if (idleMs >= limitMs && inFlight.isEmpty()) {
      closeBecause("idle for " + idleMs + " ms");
    } else {
      scheduleIdleCheck(Math.max(1, limitMs - Math.min(idleMs, limitMs)));
    }
  }

  private ChannelHandlerContext channel() {
    if (channel == null) {
      throw new IllegalStateException("connection is not open yet");
    }
    return channel;
  }
}
