package io.ottla.server.network;

import io.netty.channel.Channel;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Lets connections in one after another, as the admission says. While one waits none is accepted;
 * what the system has accepted already waits behind it. Called from all I/O loops, and from whoever
 * changes the limits, hence the lock.
 */
final class ConnectionGate {
  private final Admission admission;
  private final Consumer<Boolean> setAccepting;
  private final ArrayDeque<Visitor> waiting = new ArrayDeque<>();
  private boolean isOpen;

  /**
   * A gate that is closed.
   *
   * @param setAccepting whether the system is asked for further connections
   */
  ConnectionGate(Admission admission, Consumer<Boolean> setAccepting) {
    this.admission = admission;
    this.setAccepting = setAccepting;
  }

  /** A connection and what happens when it is served or refused. */
  private record Visitor(SocketChannel channel, Runnable serve, Runnable refuse) {
    InetAddress ip() {
      return channel.remoteAddress().getAddress();
    }
  }

  /** Begins to let in. */
  synchronized void open() {
    isOpen = true;
    setAccepting.accept(true);
  }

  /**
   * A connection has come. On its loop, before anything is read from it.
   *
   * @param serve called at once or later, on the connection's loop
   * @param refuse called at once or never
   */
  synchronized void enter(SocketChannel channel, Runnable serve, Runnable refuse) {
    Visitor visitor = new Visitor(channel, serve, refuse);
    if (!waiting.isEmpty() || !settle(visitor)) {
      channel.config().setAutoRead(false);
      waiting.add(
          new Visitor(channel, () -> channel.eventLoop().execute(() -> wake(visitor)), refuse));
      setAccepting.accept(false);
    }
  }

  /** What was not done when the connection became active is done now. */
  private static void wake(Visitor visitor) {
    visitor.serve().run();
    visitor.channel().pipeline().fireChannelActive();
    visitor.channel().config().setAutoRead(true);
  }

  /** False where the connection has to wait. */
  private boolean settle(Visitor visitor) {
    Admission.Answer answer = admission.ask(visitor.ip());
    switch (answer.kind()) {
      case SERVE -> {
        InetAddress ip = visitor.ip();
        visitor.channel().closeFuture().addListener(closed -> onClosed(ip));
        visitor.serve().run();
      }
      case CLOSE -> {
        visitor.channel().config().setAutoRead(false);
        visitor.refuse().run();
        after(visitor.channel(), answer.afterMs(), visitor.channel()::close);
      }
      case WAIT -> {
        if (answer.afterMs() >= 0) {
          after(visitor.channel(), Math.max(1, answer.afterMs()), this::askAgain);
        }
        return false;
      }
    }
    return true;
  }

  private static void after(Channel channel, long ms, Runnable action) {
    var unused = channel.eventLoop().schedule(action, ms, TimeUnit.MILLISECONDS);
  }

  private void onClosed(InetAddress ip) {
    admission.onClosed(ip);
    askAgain();
  }

  /** Asks for those who wait: there may be a place now. */
  synchronized void askAgain() {
    while (!waiting.isEmpty()) {
      Visitor first = waiting.element();
      if (first.channel().isActive() && !settle(first)) {
        return;
      }
      waiting.remove();
    }
    if (isOpen) {
      setAccepting.accept(true);
    }
  }
}
