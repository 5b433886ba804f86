package io.ottla.compat.raw;

import io.ottla.compat.broker.BrokerUnderTest;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.apache.kafka.common.message.ApiMessageType;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;

/** One socket to the broker; nothing is sent or read but what the test says. */
final class RawConnection implements AutoCloseable {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);
  private static final int MAX_FRAME_BYTES = 200 << 20;

  private final Socket socket;
  private int nextCorrelationId = 100;

  private RawConnection(Socket socket) {
    this.socket = socket;
  }

  static RawConnection to(BrokerUnderTest broker) {
    try {
      Socket socket = new Socket();
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), broker.port()), 5_000);
      return new RawConnection(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes bytes as they are: no frame around them. */
  void write(byte[] bytes) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends one request and returns its correlation id. */
  int send(ApiKeys api, int version, ApiMessage body) {
    int correlationId = nextCorrelationId++;
    write(frame(api, version, correlationId, body));
    return correlationId;
  }

  /** The bytes of one request, size first. */
  static byte[] frame(ApiKeys api, int version, int correlationId, ApiMessage body) {
    RequestHeaderData header =
        new RequestHeaderData()
            .setRequestApiKey(api.id)
            .setRequestApiVersion((short) version)
            .setCorrelationId(correlationId)
            .setClientId("raw");
    ByteBuffer head =
        MessageUtil.toByteBufferAccessor(header, api.requestHeaderVersion((short) version))
            .buffer();
    ByteBuffer tail = MessageUtil.toByteBufferAccessor(body, (short) version).buffer();
    int size = head.remaining() + tail.remaining();
    return ByteBuffer.allocate(4 + size).putInt(size).put(head).put(tail).array();
  }

  /** Sends a request and returns its answer. */
  <T extends ApiMessage> T ask(ApiKeys api, int version, ApiMessage body, Class<T> type) {
    int correlationId = send(api, version, body);
    return receive(api, version, correlationId, type);
  }

  /** The next answer, which must be to this request and hold nothing more than the message. */
  <T extends ApiMessage> T receive(ApiKeys api, int version, int correlationId, Class<T> type) {
    return type.cast(receive(api, version, correlationId));
  }

  ApiMessage receive(ApiKeys api, int version, int correlationId) {
    ByteBufferAccessor in = new ByteBufferAccessor(receiveFrame());
    ResponseHeaderData header =
        new ResponseHeaderData(in, api.responseHeaderVersion((short) version));
    if (header.correlationId() != correlationId) {
      throw new AssertionError(
          "answer to " + header.correlationId() + " instead of " + correlationId);
    }
    ApiMessage body = ApiMessageType.fromApiKey(api.id).newResponse();
    body.read(in, (short) version);
    if (in.remaining() != 0) {
      throw new AssertionError(in.remaining() + " bytes behind the answer to " + api + version);
    }
    return body;
  }

  /** The next frame without its size. */
  ByteBuffer receiveFrame() {
    try {
      socket.setSoTimeout((int) ANSWER_LIMIT.toMillis());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      int size = in.readInt();
      if (size < 0 || size > MAX_FRAME_BYTES) {
        throw new AssertionError("frame of " + size + " bytes");
      }
      byte[] bytes = new byte[size];
      in.readFully(bytes);
      return ByteBuffer.wrap(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the broker closes the connection within the limit, without another byte. */
  boolean isClosedWithin(Duration limit) {
    try {
      socket.setSoTimeout((int) limit.toMillis());
      return socket.getInputStream().read() < 0;
    } catch (EOFException | SocketException e) {
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether nothing comes for the whole time. */
  boolean isSilentFor(Duration time) {
    try {
      socket.setSoTimeout((int) time.toMillis());
      int unused = socket.getInputStream().read();
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
