package io.ottla.runtime;

/** Runs a task when the process is asked to end by SIGTERM or SIGINT. */
public final class ShutdownHook {
  private ShutdownHook() {}

  /** The process ends once all tasks have returned. */
  public static void add(String threadName, Runnable task) {
    Runtime.getRuntime().addShutdownHook(new Thread(task, threadName));
  }
}
