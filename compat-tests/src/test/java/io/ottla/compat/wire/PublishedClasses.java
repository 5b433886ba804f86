package io.ottla.compat.wire;

import io.ottla.compat.support.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.Message;

/**
 * Finds the generated messages: requests, responses and data in the clients on the class path, log
 * records in the server artifacts. These are older and use a class of the older clients that the
 * newer ones have no more, so they get a loader that fills it in from there; the interfaces are the
 * newer clients' for all.
 */
final class PublishedClasses {
  private static final String CLIENT_PACKAGE = RequestHeaderData.class.getPackageName();
  private static final List<String> SERVER_PACKAGES =
      List.of(
          "org.apache.kafka.coordinator.group.generated",
          "org.apache.kafka.coordinator.transaction.generated",
          "org.apache.kafka.coordinator.share.generated",
          "org.apache.kafka.common.metadata",
          "org.apache.kafka.server.log.remote.metadata.storage.generated",
          "org.apache.kafka.raft.generated");

  private PublishedClasses() {}

  static List<Class<? extends Message>> messages() {
    List<Path> jars = Project.kafkaJars();
    Path clients =
        Path.of(
            RequestHeaderData.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    ClassLoader here = PublishedClasses.class.getClassLoader();
    ClassLoader server = new ServerLoader(jars, here);
    return Stream.concat(
            classes(clients, CLIENT_PACKAGE, here),
            jars.stream()
                .filter(jar -> jar.getFileName().toString().startsWith("kafka-"))
                .flatMap(
                    jar -> SERVER_PACKAGES.stream().flatMap(name -> classes(jar, name, server))))
        .toList();
  }

  private static Stream<Class<? extends Message>> classes(
      Path jar, String packageName, ClassLoader loader) {
    try (FileSystem files = FileSystems.newFileSystem(jar)) {
      Path folder = files.getPath(packageName.replace('.', '/'));
      if (!Files.isDirectory(folder)) {
        return Stream.empty();
      }
      try (Stream<Path> entries = Files.list(folder)) {
        return entries
            .map(entry -> entry.getFileName().toString())
            .filter(file -> file.matches("\\w+\\.class"))
            .map(file -> load(loader, packageName + '.' + file.replace(".class", "")))
            .filter(Message.class::isAssignableFrom)
            .<Class<? extends Message>>map(type -> type.asSubclass(Message.class))
            .toList()
            .stream();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Class<?> load(ClassLoader loader, String name) {
    try {
      return loader.loadClass(name);
    } catch (ClassNotFoundException e) {
      throw new LinkageError(name, e);
    }
  }

  /** Has the server's messages of its own; what else it has only fills gaps. */
  private static final class ServerLoader extends URLClassLoader {
    ServerLoader(List<Path> jars, ClassLoader parent) {
      super(jars.stream().map(ServerLoader::url).toArray(URL[]::new), parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        if (loaded != null) {
          return loaded;
        }
        return SERVER_PACKAGES.stream().anyMatch(name::startsWith)
            ? findClass(name)
            : super.loadClass(name, resolve);
      }
    }

    private static URL url(Path jar) {
      try {
        return jar.toUri().toURL();
      } catch (MalformedURLException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
