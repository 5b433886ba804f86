package io.ottla.server.network;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.ottla.runtime.Clock;
import io.ottla.server.request.HandlerRegistry;
import io.ottla.server.request.ListenerInfo;
import io.ottla.server.request.RequestContext;
import io.ottla.wire.codec.ApiMessage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Function;

/** Listens, limits how many may connect, and gives each connection its pipeline. */
public final class NetworkServer implements AutoCloseable {
  /** In a second, of all connections. */
  private static final int MAX_CLOSINGS_LOGGED = 10;

  private final IoLoops loops;
  private final NetworkConfig config;
  private final NetworkEvents events;
  private final Clock clock;
  private final Throttle throttle;
  private final RequestBudget budget;
  private final ConnectionGate gate;
  private final LineLimit closings;
  private final ChannelGroup listening = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final ChannelGroup connected = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

  /** A server on the given loops that listens nowhere yet. */
  public NetworkServer(
      IoLoops loops,
      NetworkConfig config,
      NetworkEvents events,
      Clock clock,
      Throttle throttle,
      Admission admission) {
    this.loops = loops;
    this.throttle = throttle;
    this.config = config;
    this.events = events;
    this.clock = clock;
    this.budget = new RequestBudget(config.maxQueuedBytes(), config.maxQueuedRequests());
    this.gate = new ConnectionGate(admission, this::setAccepting);
    this.closings = new LineLimit(clock, MAX_CLOSINGS_LOGGED);
  }

  /**
   * Binds an address and returns it with its port resolved. Clients can connect from then on and
   * are served once {@link #startAccepting} was called.
   *
   * @param unsupportedApiVersions answers an ApiVersions request of an unknown version (KIP-511)
   * @throws IOException when the address cannot be bound
   */
  public InetSocketAddress listen(
      InetSocketAddress address,
      ListenerInfo listener,
      HandlerRegistry handlers,
      Function<RequestContext, ApiMessage> unsupportedApiVersions)
      throws IOException {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops.group())
            .channel(loops.serverChannelType())
            .option(ChannelOption.SO_BACKLOG, config.backlog())
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childHandler(new Initializer(listener, handlers, unsupportedApiVersions));
    if (config.receiveBufferBytes() > 0) {
      bootstrap.option(ChannelOption.SO_RCVBUF, config.receiveBufferBytes());
    }
    if (config.sendBufferBytes() > 0) {
      bootstrap.childOption(ChannelOption.SO_SNDBUF, config.sendBufferBytes());
    }
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot listen on " + address + ": " + bound.cause().getMessage(), bound.cause());
    }
    listening.add(bound.channel());
    return (InetSocketAddress) bound.channel().localAddress();
  }

  /** Begins to serve those who connect. */
  public void startAccepting() {
    gate.open();
  }

  /** Lets in who waits for other limits than hold now. From any thread. */
  public void onLimitsChanged() {
    gate.askAgain();
  }

  private void setAccepting(boolean accepting) {
    listening.forEach(channel -> channel.config().setAutoRead(accepting));
  }

  /** Stops accepting, then closes every connection. */
  @Override
  public void close() {
    listening.close().awaitUninterruptibly();
    connected.close().awaitUninterruptibly();
  }

  NetworkConfig config() {
    return config;
  }

  NetworkEvents events() {
    return events;
  }

  Clock clock() {
    return clock;
  }

  Throttle throttle() {
    return throttle;
  }

  /** Of the lines that tell why a connection was closed. */
  LineLimit closings() {
    return closings;
  }

  RequestBudget budget() {
    return budget;
  }

  private final class Initializer extends ChannelInitializer<SocketChannel> {
    private final ListenerInfo listener;
    private final HandlerRegistry handlers;
    private final Function<RequestContext, ApiMessage> unsupportedApiVersions;

    Initializer(
        ListenerInfo listener,
        HandlerRegistry handlers,
        Function<RequestContext, ApiMessage> unsupportedApiVersions) {
      this.listener = listener;
      this.handlers = handlers;
      this.unsupportedApiVersions = unsupportedApiVersions;
    }

    /** TLS and SASL will stand before the connection's handler here. */
    @Override
    protected void initChannel(SocketChannel channel) {
      gate.enter(channel, () -> serve(channel), () -> events.connectionRefused(listener.name()));
    }

    private void serve(SocketChannel channel) {
      Connection connection =
          new Connection(
              NetworkServer.this,
              loops.loopOf(channel.eventLoop()),
              new RequestReader(listener, handlers, unsupportedApiVersions::apply),
              new ResponseEncoder(config.copyMaxBytes(), true),
              config.maxFrameBytes());
      channel.config().setRecvByteBufAllocator(connection.receiver());
      channel.pipeline().addLast(connection);
      events.connectionOpened(listener.name());
      connected.add(channel);
      channel.closeFuture().addListener(closed -> events.connectionClosed(listener.name()));
    }
  }
}
