package io.ottla.compat.tool;

import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;

/** Published jars in a class loader of their own, unseen by and not seeing the tests' classes. */
record IsolatedLoader(ClassLoader classes) {
  private static final String EXIT = "org.apache.kafka.common.utils.Exit";

  static IsolatedLoader of(List<Path> jars) {
    URL[] urls = jars.stream().map(IsolatedLoader::url).toArray(URL[]::new);
    return new IsolatedLoader(
        new URLClassLoader("tools", urls, ClassLoader.getPlatformClassLoader()));
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From now on what asks Kafka's {@code Exit} to end the process only tells the returned one. */
  ToolExit interceptExit() {
    ToolExit exit = new ToolExit();
    set("setExitProcedure", "Procedure", exit);
    set("setHaltProcedure", "Procedure", exit);
    set("setShutdownHookAdder", "ShutdownHookAdder", exit);
    return exit;
  }

  private void set(String setter, String type, InvocationHandler handler) {
    try {
      Class<?> interfaceClass = classes.loadClass(EXIT + "$" + type);
      Object proxy = Proxy.newProxyInstance(classes, new Class<?>[] {interfaceClass}, handler);
      classes.loadClass(EXIT).getMethod(setter, interfaceClass).invoke(null, proxy);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(setter, e);
    }
  }
}
