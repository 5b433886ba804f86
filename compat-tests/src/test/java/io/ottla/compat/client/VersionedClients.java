package io.ottla.compat.client;

import io.ottla.compat.support.Project;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Objects;

/**
 * Loads {@link PortableProgram} beside the clients of one release: the program and everything of
 * Apache Kafka from there, the rest (compression libraries, logging, the interface) from the tests.
 */
final class VersionedClients extends URLClassLoader {
  private static final String PROGRAM = PortableProgram.class.getName();

  private VersionedClients(URL clients) {
    super(new URL[] {clients}, VersionedClients.class.getClassLoader());
  }

  /** What is done with the program while its class loader is the thread's own. */
  @FunctionalInterface
  interface Use {
    void of(ClientProgram program) throws Exception;
  }

  static void use(String version, Use use) throws Exception {
    // Never closed: a client's daemon threads may still load classes after the test.
    @SuppressWarnings("resource")
    VersionedClients loader = new VersionedClients(Project.clientsJar(version).toUri().toURL());
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      use.of((ClientProgram) loader.loadClass(PROGRAM).getDeclaredConstructor().newInstance());
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith("org.apache.kafka.") && !name.startsWith(PROGRAM)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      return name.startsWith(PROGRAM) ? defineProgram(name) : findClass(name);
    }
  }

  private Class<?> defineProgram(String name) throws ClassNotFoundException {
    String file = "/" + name.replace('.', '/') + ".class";
    try (InputStream in =
        Objects.requireNonNull(VersionedClients.class.getResourceAsStream(file), file)) {
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
