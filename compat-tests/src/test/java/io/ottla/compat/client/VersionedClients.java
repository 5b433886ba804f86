package io.ottla.compat.client;

import io.ottla.compat.support.Project;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Objects;

/**
 * Loads a program beside the clients of one release: the program and everything of Apache Kafka
 * from there, the rest (compression libraries, logging, the program's interface) from the tests.
 */
public final class VersionedClients extends URLClassLoader {
  private final String program;

  private VersionedClients(URL clients, String program) {
    super(new URL[] {clients}, VersionedClients.class.getClassLoader());
    this.program = program;
  }

  /** What is done with a program while its class loader is the thread's own. */
  @FunctionalInterface
  public interface Use<P> {
    /** Uses the program. */
    void of(P program) throws Exception;
  }

  /**
   * Runs {@code use} with a program of a class that knows only {@code contract} and the clients.
   */
  public static <P> void use(
      String version, Class<P> contract, Class<? extends P> program, Use<P> use) throws Exception {
    // Never closed: a client's daemon threads may still load classes after the test.
    @SuppressWarnings("resource")
    VersionedClients loader =
        new VersionedClients(Project.clientsJar(version).toUri().toURL(), program.getName());
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      use.of(
          contract.cast(
              loader.loadClass(program.getName()).getDeclaredConstructor().newInstance()));
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith("org.apache.kafka.") && !name.startsWith(program)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      return name.startsWith(program) ? defineProgram(name) : findClass(name);
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
