package io.ottla.compat.wire;

import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.codec.Reader;
import io.ottla.wire.codec.Writer;
import io.ottla.wire.message.ProduceRequest;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A kind of message as Ottla generates it. */
final class OttlaMessage {
  private final Class<?> type;
  private final Method read;

  private OttlaMessage(Class<?> type) throws NoSuchMethodException {
    this.type = type;
    this.read = type.getMethod("read", Reader.class, short.class);
  }

  static OttlaMessage named(String name) {
    try {
      return new OttlaMessage(Class.forName(ProduceRequest.class.getPackageName() + '.' + name));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("Ottla has no message " + name, e);
    }
  }

  /** The names of all there are. */
  static Set<String> names() throws IOException, URISyntaxException {
    URI location = ProduceRequest.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    Path root = Path.of(location);
    if (Files.isDirectory(root)) {
      return names(root);
    }
    try (FileSystem jar = FileSystems.newFileSystem(root, Map.of())) {
      return names(jar.getPath("/"));
    }
  }

  private static Set<String> names(Path root) throws IOException {
    Path folder = root.resolve(ProduceRequest.class.getPackageName().replace('.', '/'));
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.matches("\\w+\\.class") && !file.equals("ApiMessages.class"))
          .map(file -> file.replace(".class", ""))
          .collect(Collectors.toSet());
    }
  }

  short lowestVersion() {
    return constant("LOWEST_VERSION");
  }

  short highestVersion() {
    return constant("HIGHEST_VERSION");
  }

  private short constant(String name) {
    try {
      return type.getField(name).getShort(null);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(type.getSimpleName() + " lacks " + name, e);
    }
  }

  /** Reads a message and fails if it is longer or shorter than the buffer. */
  ApiMessage read(ByteBuffer bytes, short version) {
    Reader in = new Reader(bytes.duplicate());
    try {
      ApiMessage message = (ApiMessage) read.invoke(null, in, version);
      in.expectEnd();
      return message;
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e);
    } catch (IllegalAccessException e) {
      throw new LinkageError(type.getName(), e);
    }
  }

  static ByteBuffer write(ApiMessage message, short version) {
    ByteBuffer bytes = ByteBuffer.allocate(message.sizeOf(version));
    message.write(Writer.copying(bytes), version);
    if (bytes.hasRemaining()) {
      throw new AssertionError(bytes.remaining() + " bytes fewer than the size of " + message);
    }
    return bytes.flip();
  }
}
