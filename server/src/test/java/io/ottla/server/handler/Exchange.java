package io.ottla.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.runtime.ManualClock;
import io.ottla.runtime.ManualLoop;
import io.ottla.server.request.Authorizer;
import io.ottla.server.request.ListenerInfo;
import io.ottla.server.request.Principal;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.server.request.Responder;
import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.codec.Writer;
import io.ottla.wire.protocol.ApiKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A connection without a network: hands a request to a handler and keeps what comes back. */
final class Exchange implements Responder {
  static final InetSocketAddress LOCAL =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 9092);
  static final InetSocketAddress REMOTE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 51_234);
  static final ListenerInfo BROKER_LISTENER = new ListenerInfo("PLAINTEXT", false);
  static final ListenerInfo CONTROLLER_LISTENER = new ListenerInfo("CONTROLLER", true);

  private final short version;
  private @Nullable ApiMessage response;
  private boolean silent;
  private @Nullable String closed;

  private Exchange(short version) {
    this.version = version;
  }

  /** Hands the request over in a version and returns what was answered, so far. */
  static <Q extends ApiMessage> Exchange of(RequestHandler<Q> handler, Q request, int version) {
    return of(handler, request, version, BROKER_LISTENER);
  }

  /** The same on another listener. */
  static <Q extends ApiMessage> Exchange of(
      RequestHandler<Q> handler, Q request, int version, ListenerInfo listener) {
    return of(handler, request, context(handler.api(), version, listener));
  }

  /** The same from another client. */
  static <Q extends ApiMessage> Exchange of(
      RequestHandler<Q> handler, Q request, int version, String clientId) {
    return of(handler, request, context(handler.api(), version, BROKER_LISTENER, clientId));
  }

  private static <Q extends ApiMessage> Exchange of(
      RequestHandler<Q> handler, Q request, RequestContext context) {
    Exchange exchange = new Exchange(context.version());
    handler.handle(context, request, exchange);
    return exchange;
  }

  /** A context of an anonymous client on the loopback interface. */
  static RequestContext context(ApiKey api, int version, ListenerInfo listener) {
    return context(api, version, listener, "client");
  }

  private static RequestContext context(
      ApiKey api, int version, ListenerInfo listener, String clientId) {
    return new RequestContext(
        api,
        (short) version,
        1,
        clientId,
        Principal.ANONYMOUS,
        listener,
        LOCAL,
        REMOTE,
        new ManualLoop("io", new ManualClock(0)));
  }

  /** An authorizer that knows nobody. */
  static Authorizer denyAll() {
    return (context, operation, type, name) -> false;
  }

  /** An authorizer that allows all but the operation. */
  static Authorizer allBut(Authorizer.Operation... denied) {
    return (context, operation, type, name) -> !Arrays.asList(denied).contains(operation);
  }

  /** The response, which the version must be able to carry. */
  <R extends ApiMessage> R response(Class<R> type) {
    assertThat(closed).isNull();
    assertThat(response).isInstanceOf(type);
    R answered = type.cast(response);
    Writer out = Writer.copying(ByteBuffer.allocate(answered.sizeOf(version)));
    answered.write(out, version);
    return answered;
  }

  boolean isClosed() {
    return closed != null;
  }

  boolean isAnswered() {
    return response != null || silent || closed != null;
  }

  @Override
  public void respond(ApiMessage message) {
    assertThat(isAnswered()).as("answered once").isFalse();
    response = message;
  }

  @Override
  public void noResponse() {
    assertThat(isAnswered()).as("answered once").isFalse();
    silent = true;
  }

  @Override
  public void close(String reason) {
    assertThat(isAnswered()).as("answered once").isFalse();
    closed = reason;
  }
}
