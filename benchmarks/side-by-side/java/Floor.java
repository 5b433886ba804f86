import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A server that answers stock clients from memory and does nothing else: no checks, no log, no
 * threads but one. What a client measures against it is the client's own share. It knows only what
 * a producer and an assigned consumer of topics with one partition ask, in one version each; every
 * topic exists, and the last batches of each are kept.
 *
 * <p>Argument: port on 127.0.0.1.
 */
public class Floor {
  private static final int KEPT = 1 << 14;
  private static final int BATCH_OFFSET_DELTA = 23;
  private static final short[][] APIS = {
    {0, 3, 3}, {1, 4, 4}, {2, 1, 1}, {3, 4, 4}, {18, 0, 0}, {22, 0, 0}
  };

  private final int port;
  private final ByteBuffer answer = ByteBuffer.allocateDirect(1 << 20);
  private final Map<String, Topic> topics = new HashMap<>();
  private final Map<String, List<Runnable>> waiting = new HashMap<>();

  private Floor(int port) {
    this.port = port;
  }

  /** The last batches of a topic, numbered from its beginning. */
  private static final class Topic {
    final ByteBuffer[] batches = new ByteBuffer[KEPT];
    long count;
    long end;

    ByteBuffer batch(long number) {
      return batches[(int) (number % KEPT)];
    }

    /** The number of the first kept batch at or behind an offset; consumers are near the end. */
    long from(long offset) {
      long number = count;
      while (number > Math.max(0, count - KEPT) && batch(number - 1).getLong(0) >= offset) {
        number--;
      }
      return number;
    }
  }

  /** Bytes of a connection that are not a whole request yet. */
  private static final class Inbox {
    ByteBuffer bytes = ByteBuffer.allocate(1 << 21);
  }

  /** Runs it until it is ended. */
  public static void main(String[] a) throws IOException {
    new Floor(Integer.parseInt(a[0])).serve();
  }

  private void serve() throws IOException {
    Selector selector = Selector.open();
    ServerSocketChannel server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    server.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
    while (true) {
      selector.select();
      for (SelectionKey key : selector.selectedKeys()) {
        if (key.isAcceptable()) {
          SocketChannel client = server.accept();
          client.socket().setTcpNoDelay(true);
          client.configureBlocking(false).register(selector, SelectionKey.OP_READ, new Inbox());
        } else {
          read((SocketChannel) key.channel(), (Inbox) key.attachment());
        }
      }
      selector.selectedKeys().clear();
    }
  }

  private void read(SocketChannel client, Inbox inbox) throws IOException {
    try {
      if (client.read(inbox.bytes) < 0) {
        client.close();
        return;
      }
      inbox.bytes.flip();
      while (inbox.bytes.remaining() >= 4
          && inbox.bytes.remaining() >= 4 + inbox.bytes.getInt(inbox.bytes.position())) {
        int size = inbox.bytes.getInt();
        ByteBuffer request = inbox.bytes.slice(inbox.bytes.position(), size);
        inbox.bytes.position(inbox.bytes.position() + size);
        answer(client, request);
      }
      inbox.bytes.compact();
    } catch (IOException e) {
      client.close();
    }
  }

  private void answer(SocketChannel client, ByteBuffer in) throws IOException {
    short api = in.getShort();
    short version = in.getShort();
    int correlation = in.getInt();
    text(in);
    ByteBuffer out = begin(correlation);
    switch (api) {
      case 0 -> produce(client, in, out);
      case 1 -> fetch(client, in, correlation);
      case 2 -> listOffsets(client, in, out);
      case 3 -> metadata(client, in, out);
      case 18 -> apiVersions(client, version, out);
      case 22 -> send(client, out.putInt(0).putShort((short) 0).putLong(1).putShort((short) 0));
      default -> throw new IOException("not served: " + api);
    }
  }

  /** The one buffer of all answers; each is sent before the next begins. */
  private ByteBuffer begin(int correlation) {
    return answer.clear().putInt(0).putInt(correlation);
  }

  private static void apiVersions(SocketChannel client, short version, ByteBuffer out)
      throws IOException {
    out.putShort((short) (version == 0 ? 0 : 35)).putInt(APIS.length);
    for (short[] api : APIS) {
      out.putShort(api[0]).putShort(api[1]).putShort(api[2]);
    }
    send(client, out);
  }

  private void metadata(SocketChannel client, ByteBuffer in, ByteBuffer out) throws IOException {
    List<String> names = new ArrayList<>();
    for (int i = in.getInt(); i > 0; i--) {
      names.add(text(in));
    }
    out.putInt(0).putInt(1).putInt(0);
    put(out, "127.0.0.1").putInt(port).putShort((short) -1);
    put(out, "floor").putInt(0).putInt(names.size());
    for (String name : names) {
      put(out.putShort((short) 0), name).put((byte) 0);
      out.putInt(1).putShort((short) 0).putInt(0).putInt(0);
      out.putInt(1).putInt(0).putInt(1).putInt(0);
    }
    send(client, out);
  }

  private void listOffsets(SocketChannel client, ByteBuffer in, ByteBuffer out) throws IOException {
    in.getInt();
    in.getInt();
    String name = text(in);
    put(out.putInt(1), name).putInt(1).putInt(0).putShort((short) 0);
    send(client, out.putLong(-1).putLong(topic(name).end));
  }

  private void produce(SocketChannel client, ByteBuffer in, ByteBuffer out) throws IOException {
    text(in);
    short acks = in.getShort();
    in.getInt();
    in.getInt();
    String name = text(in);
    in.getInt();
    in.getInt();
    ByteBuffer batch = ByteBuffer.allocate(in.getInt());
    batch.put(in).flip();
    Topic topic = topic(name);
    long base = topic.end;
    batch.putLong(0, base);
    topic.batches[(int) (topic.count++ % KEPT)] = batch;
    topic.end += batch.getInt(BATCH_OFFSET_DELTA) + 1;
    if (acks != 0) {
      put(out.putInt(1), name).putInt(1).putInt(0).putShort((short) 0);
      send(client, out.putLong(base).putLong(-1).putInt(0));
    }
    List<Runnable> wake = waiting.remove(name);
    if (wake != null) {
      wake.forEach(Runnable::run);
    }
  }

  private void fetch(SocketChannel client, ByteBuffer in, int correlation) throws IOException {
    in.position(in.position() + 17);
    if (in.getInt() == 0) {
      throw new IOException("a Fetch without a topic");
    }
    String name = text(in);
    in.getInt();
    in.getInt();
    long offset = in.getLong();
    if (topic(name).end > offset) {
      records(client, correlation, name, offset);
    } else {
      waiting
          .computeIfAbsent(name, key -> new ArrayList<>())
          .add(() -> records(client, correlation, name, offset));
    }
  }

  private void records(SocketChannel client, int correlation, String name, long offset) {
    Topic topic = topic(name);
    ByteBuffer out = begin(correlation);
    put(out.putInt(0).putInt(1), name).putInt(1).putInt(0).putShort((short) 0);
    out.putLong(topic.end).putLong(topic.end).putInt(-1);
    int sizeAt = out.position();
    out.putInt(0);
    long number = topic.from(offset);
    while (number < topic.count && topic.batch(number).remaining() <= out.remaining()) {
      out.put(topic.batch(number++).duplicate());
    }
    try {
      send(client, out.putInt(sizeAt, out.position() - sizeAt - 4));
    } catch (IOException e) {
      // The consumer has left; the connection is closed where it is read.
    }
  }

  private Topic topic(String name) {
    return topics.computeIfAbsent(name, key -> new Topic());
  }

  private static String text(ByteBuffer in) {
    int size = in.getShort();
    if (size < 0) {
      return "";
    }
    byte[] bytes = new byte[size];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static ByteBuffer put(ByteBuffer out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return out.putShort((short) bytes.length).put(bytes);
  }

  private static void send(SocketChannel client, ByteBuffer out) throws IOException {
    out.putInt(0, out.position() - 4).flip();
    while (out.hasRemaining()) {
      client.write(out);
    }
  }
}
