import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The least that moving the bytes takes: reads a socket and appends to a file, or sends a file to a
 * socket and does nothing else. Serves one connection after another on 127.0.0.1.
 *
 * <p>Arguments: append or sendfile, port, file, bytes of a write. A connection in append mode is
 * answered with one byte once all has been written.
 */
public class Limit {
  /** Runs it until it is ended. */
  public static void main(String[] a) throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(a[1])));
      ByteBuffer buffer = ByteBuffer.allocateDirect(Integer.parseInt(a[3]));
      while (true) {
        try (SocketChannel socket = server.accept()) {
          if (a[0].equals("append")) {
            append(socket, Path.of(a[2]), buffer);
          } else {
            send(socket, Path.of(a[2]), buffer.capacity());
          }
        } catch (IOException e) {
          // The client left before the end; the next one is served all the same.
          System.err.println(e);
        }
      }
    }
  }

  private static void append(SocketChannel socket, Path path, ByteBuffer buffer)
      throws IOException {
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      boolean more = true;
      while (more) {
        buffer.clear();
        while (more && buffer.hasRemaining()) {
          more = socket.read(buffer) >= 0;
        }
        buffer.flip();
        while (buffer.hasRemaining()) {
          file.write(buffer);
        }
      }
      socket.write(ByteBuffer.allocate(1));
    }
  }

  private static void send(SocketChannel socket, Path path, int chunk) throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      long size = file.size();
      for (long at = 0; at < size; ) {
        at += file.transferTo(at, Math.min(chunk, size - at), socket);
      }
    }
  }
}
