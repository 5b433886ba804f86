package io.ottla.server.cli;

import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.codec.Writer;
import io.ottla.wire.message.RequestHeader;
import io.ottla.wire.protocol.ApiKey;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
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

  /**
   * Asks and waits.
   *
   * @return the size of the answer in bytes
   */
  int ask(ApiKey api, int version, ApiMessage request) throws IOException {
    short number = (short) version;
    RequestHeader header = new RequestHeader(api.id(), number, ++lastCorrelationId, CLIENT_ID);
    short headerVersion = api.requestHeaderVersion(number);
    int size = header.sizeOf(headerVersion) + request.sizeOf(number);
    ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + size).putInt(size);
    header.write(Writer.copying(frame), headerVersion);
    request.write(Writer.copying(frame), number);
    OutputStream out = socket.getOutputStream();
    out.write(frame.array());
    out.flush();
    DataInputStream in = new DataInputStream(socket.getInputStream());
    int answerSize = in.readInt();
    in.skipNBytes(answerSize);
    return answerSize;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
