package io.ottla.server.network;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.ottla.runtime.EventLoop;
import io.ottla.server.request.HandlerRegistry;
import io.ottla.server.request.ListenerInfo;
import io.ottla.server.request.Principal;
import io.ottla.server.request.RequestContext;
import io.ottla.server.request.RequestHandler;
import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.codec.MalformedRequestException;
import io.ottla.wire.codec.Reader;
import io.ottla.wire.message.ApiMessages;
import io.ottla.wire.message.ApiVersionsRequest;
import io.ottla.wire.message.RequestHeader;
import io.ottla.wire.protocol.ApiKey;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Reads the requests of one connection: header, body and the handler that serves them. */
final class RequestReader {
  private static final int MIN_HEADER_BYTES = 8;

  private final ListenerInfo listener;
  private final HandlerRegistry handlers;
  private final UnsupportedApiVersions unsupportedApiVersions;
  private @Nullable Peer peer;

  RequestReader(
      ListenerInfo listener,
      HandlerRegistry handlers,
      UnsupportedApiVersions unsupportedApiVersions) {
    this.listener = listener;
    this.handlers = handlers;
    this.unsupportedApiVersions = unsupportedApiVersions;
  }

  /** Whether a frame holds a Produce request, judged by its API key alone. */
  static boolean isProduce(ByteBuf frame) {
    return frame.readableBytes() >= Short.BYTES
        && frame.getShort(frame.readerIndex()) == ApiKey.PRODUCE.id();
  }

  void connected(ChannelHandlerContext channel, EventLoop loop) {
    peer =
        new Peer(
            (InetSocketAddress) channel.channel().localAddress(),
            (InetSocketAddress) channel.channel().remoteAddress(),
            loop);
  }

  /**
   * Reads a frame. What stands behind the request is ignored, as Apache Kafka does: librdkafka 2.15
   * and 2.16 end some requests with bytes of fields that the version does not have.
   *
   * @throws MalformedRequestException when it is no request that this broker serves
   */
  Request read(ByteBuf frame) {
    if (peer == null || frame.readableBytes() < MIN_HEADER_BYTES) {
      throw new MalformedRequestException("frame of " + frame.readableBytes() + " bytes");
    }
    Reader in = new Reader(frame.nioBuffer());
    short id = frame.getShort(frame.readerIndex());
    short version = frame.getShort(frame.readerIndex() + Short.BYTES);
    ApiKey api = ApiKey.of(id);
    if (api == null) {
      throw new MalformedRequestException("unknown API key " + id);
    }
    RequestHandler<ApiMessage> handler = handlers.find(api, version);
    if (handler == null) {
      return unserved(api, version, in);
    }
    RequestHeader header = RequestHeader.read(in, api.requestHeaderVersion(version));
    ApiMessage body = ApiMessages.readRequest(api, in, version);
    return new Request(context(api, version, header, peer), body, handler);
  }

  /** Only ApiVersions has an answer to a version it does not know (KIP-511). */
  private Request unserved(ApiKey api, short version, Reader in) {
    if (api != ApiKey.API_VERSIONS || peer == null) {
      throw new MalformedRequestException(
          "version " + version + " of " + api.apiName() + " is not served here");
    }
    RequestHeader header = RequestHeader.read(in, (short) 1);
    return new Request(
        context(api, (short) 0, header, peer),
        ApiVersionsRequest.DEFAULT,
        new RequestHandler<>() {
          @Override
          public ApiKey api() {
            return ApiKey.API_VERSIONS;
          }

          @Override
          public void handle(
              RequestContext context,
              ApiMessage request,
              io.ottla.server.request.Responder responder) {
            responder.respond(unsupportedApiVersions.response(context));
          }
        });
  }

  private RequestContext context(ApiKey api, short version, RequestHeader header, Peer from) {
    return new RequestContext(
        api,
        version,
        header.correlationId(),
        header.clientId(),
        Principal.ANONYMOUS,
        listener,
        from.local,
        from.remote,
        from.loop);
  }

  @Override
  public String toString() {
    return "listener=" + listener.name() + " remote=" + (peer == null ? "?" : peer.remote);
  }

  /** Answers an ApiVersions request of an unknown version, in version 0. */
  @FunctionalInterface
  interface UnsupportedApiVersions {
    ApiMessage response(RequestContext context);
  }

  /** A request that was read, with the handler that serves it. */
  record Request(RequestContext context, ApiMessage body, RequestHandler<ApiMessage> handler) {}

  private record Peer(InetSocketAddress local, InetSocketAddress remote, EventLoop loop) {}
}
