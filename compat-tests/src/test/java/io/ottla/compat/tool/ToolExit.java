package io.ottla.compat.tool;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Stands for the end of the process: remembers the first exit code and unwinds the tool. */
final class ToolExit implements InvocationHandler {
  private final List<Runnable> shutdownHooks = new CopyOnWriteArrayList<>();
  private volatile @Nullable Integer code;

  /** Thrown through the tool in place of ending the process. */
  static final class Unwind extends Error {
    private static final long serialVersionUID = 1;

    Unwind() {
      super("exit", null, false, false);
    }
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object[] arguments) {
    switch (method.getName()) {
      case "execute" -> end((Integer) arguments[0]);
      case "addShutdownHook" -> shutdownHooks.add((Runnable) arguments[1]);
      default -> throw new UnsupportedOperationException(method.toString());
    }
    return null;
  }

  private void end(int exitCode) {
    if (code == null) {
      code = exitCode;
    }
    throw new Unwind();
  }

  /** What the tool wanted done at the end of its process: the console producer sends its rest. */
  void runShutdownHooks() {
    shutdownHooks.forEach(Runnable::run);
  }

  boolean wasCalled() {
    return code != null;
  }

  /** The exit code; 0 where the tool just returned. */
  int code() {
    Integer known = code;
    return known == null ? 0 : known;
  }
}
