package io.ottla.server.cli;

import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.codec.Writer;
import io.ottla.wire.message.RequestHeader;
import io.ottla.wire.protocol.ApiKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

/** Sends one request after another and waits for each answer, which nobody reads. */
final class RehearsalClient implements AutoCloseable {
  private static final int TIMEOUT_MS = 10_000;
  private static final String CLIENT_ID = "rehearsal";

  private final Socket socket = new Socket();
  private int lastCorrelationId;

  RehearsalClient(int port) throws IOException {
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MS);
    socket.setSoTimeout(TIMEOUT_MS);
  }

  /** Asks and waits until the broker has answered or hung up. */
  void ask(ApiKey api, short version, ApiMessage request) throws IOException {
    RequestHeader header = new RequestHeader(api.id(), version, ++lastCorrelationId, CLIENT_ID);
    short headerVersion = api.requestHeaderVersion(version);
    int frameSize = header.sizeOf(headerVersion) + request.sizeOf(version);
    ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + frameSize).putInt(frameSize);
    header.write(Writer.copying(frame), headerVersion);
    request.write(Writer.copying(frame), version);
    socket.getOutputStream().write(frame.array());
    InputStream in = socket.getInputStream();
    byte[] size = in.readNBytes(Integer.BYTES);
    if (size.length == Integer.BYTES) {
      in.skipNBytes(ByteBuffer.wrap(size).getInt());
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
