package io.ottla.server.network;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.ottla.runtime.Clock;
import io.ottla.runtime.EventLoop;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The I/O loops: native epoll where there is one, NIO elsewhere. */
public final class IoLoops implements AutoCloseable {
  private final MultiThreadIoEventLoopGroup group;
  private final boolean epoll;
  private final List<EventLoop> loops = new ArrayList<>();
  private final IdentityHashMap<EventExecutor, NettyLoop> byExecutor = new IdentityHashMap<>();

  /** Makes the loops; their threads start with their first task. */
  public IoLoops(int count, Clock clock) {
    epoll = Epoll.isAvailable();
    group =
        new MultiThreadIoEventLoopGroup(
            count,
            new DefaultThreadFactory("ottla-io", false),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    for (EventExecutor executor : group) {
      NettyLoop loop = new NettyLoop("io-" + loops.size(), executor, clock);
      loops.add(loop);
      byExecutor.put(executor, loop);
    }
  }

  /** The loops, for those who own state on them. */
  public List<EventLoop> loops() {
    return List.copyOf(loops);
  }

  MultiThreadIoEventLoopGroup group() {
    return group;
  }

  NettyLoop loopOf(EventExecutor executor) {
    NettyLoop loop = byExecutor.get(executor);
    if (loop == null) {
      throw new IllegalStateException("not one of the I/O loops: " + executor);
    }
    return loop;
  }

  Class<? extends ServerSocketChannel> serverChannelType() {
    return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  /** Ends the threads once their queued tasks are done. */
  @Override
  public void close() {
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
