package io.ottla.server.cli;

import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.codec.Reader;
import io.ottla.wire.codec.Writer;
import io.ottla.wire.message.RequestHeader;
import io.ottla.wire.message.ResponseHeader;
import io.ottla.wire.protocol.ApiKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

/** Sends one request after another and waits for each answer. */
final class RehearsalClient implements AutoCloseable {
  private static final int TIMEOUT_MS = 10_000;
  private static final String CLIENT_ID = "rehearsal";

  private final Socket socket = new Socket();
  private int lastCorrelationId;

  RehearsalClient(int port) throws IOException {
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MS);
    socket.setSoTimeout(TIMEOUT_MS);
  }

  /** How an answer's body is read. */
  interface Body<T> {
    T read(Reader in, short version);
  }

  /** Asks and waits until the broker has answered or hung up. Nobody reads the answer. */
  void ask(ApiKey api, int version, ApiMessage request) throws IOException {
    send(api, (short) version, request);
  }

  /** Asks and reads the answer. */
  <T> T ask(ApiKey api, int version, ApiMessage request, Body<T> body) throws IOException {
    Reader in = new Reader(send(api, (short) version, request));
    ResponseHeader.read(in, api.responseHeaderVersion((short) version));
    return body.read(in, (short) version);
  }

  private ByteBuffer send(ApiKey api, short version, ApiMessage request) throws IOException {
    RequestHeader header = new RequestHeader(api.id(), version, ++lastCorrelationId, CLIENT_ID);
    short headerVersion = api.requestHeaderVersion(version);
    int frameSize = header.sizeOf(headerVersion) + request.sizeOf(version);
    ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + frameSize).putInt(frameSize);
    header.write(Writer.copying(frame), headerVersion);
    request.write(Writer.copying(frame), version);
    socket.getOutputStream().write(frame.array());
    InputStream in = socket.getInputStream();
    byte[] size = in.readNBytes(Integer.BYTES);
    int answered = size.length == Integer.BYTES ? ByteBuffer.wrap(size).getInt() : 0;
    return ByteBuffer.wrap(in.readNBytes(answered));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
