package io.ottla.wire.message;

import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.codec.Reader;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A generated message class, to test all of them alike. */
record MessageKind(Class<?> type, Method read) {
  /** Requests, responses, headers and log records. */
  static List<MessageKind> all() throws IOException, URISyntaxException {
    Path classes =
        Path.of(ProduceRequest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path folder = classes.resolve(ProduceRequest.class.getPackageName().replace('.', '/'));
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.matches("\\w+\\.class") && !file.equals("ApiMessages.class"))
          .sorted()
          .map(file -> named(file.replace(".class", "")))
          .toList();
    }
  }

  private static MessageKind named(String name) {
    try {
      Class<?> type = Class.forName(MessageKind.class.getPackageName() + '.' + name);
      return new MessageKind(type, type.getMethod("read", Reader.class, short.class));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(name, e);
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
      throw new LinkageError(type.getName(), e);
    }
  }

  /** Reads as the network does: nothing may be left. */
  ApiMessage read(ByteBuffer frame, short version) {
    Reader in = new Reader(frame.duplicate());
    try {
      ApiMessage message = (ApiMessage) read.invoke(null, in, version);
      in.expectEnd();
      return message;
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new LinkageError(type.getName(), e.getCause());
    } catch (IllegalAccessException e) {
      throw new LinkageError(type.getName(), e);
    }
  }
}
