package io.ottla.compat.tool;

import io.ottla.compat.support.Project;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A tool in a process of its own, for those that run until they are told to stop. */
public final class ToolProcess implements AutoCloseable {
  private static final long STOP_LIMIT_SECONDS = 30;

  private final Process process;
  private final Path out;
  private final Path err;

  private ToolProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts a tool with empty standard input. */
  public static ToolProcess start(String tool, String... arguments) {
    return start(tool, Tools.mainClass(tool), Project.kafkaJars(), arguments);
  }

  /** Starts a program of these tests on the published artifacts alone. */
  public static ToolProcess start(Class<?> program, String... arguments) {
    List<Path> classPath = new ArrayList<>(Project.kafkaJars());
    classPath.add(Project.target().resolve("test-classes"));
    return start(program.getSimpleName(), program.getName(), classPath, arguments);
  }

  private static ToolProcess start(
      String name, String mainClass, List<Path> classPath, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-XX:+UseSerialGC");
    command.add("-Xmx256m");
    command.add(
        "-Dlog4j2.configurationFile=" + Project.module().resolve("src/test/kafka/log4j2-tool.xml"));
    command.add("-cp");
    command.add(
        classPath.stream().map(Object::toString).collect(Collectors.joining(File.pathSeparator)));
    command.add(mainClass);
    command.addAll(List.of(arguments));
    try {
      Path directory = Files.createDirectories(Project.target().resolve("tools"));
      Path out = Files.createTempFile(directory, name + "-", ".out");
      Path err = Files.createTempFile(directory, name + "-", ".err");
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(Redirect.to(out.toFile()))
              .redirectError(Redirect.to(err.toFile()))
              .start();
      process.getOutputStream().close();
      return new ToolProcess(process, out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lines written to standard output so far. */
  public List<String> lines() {
    try {
      return Files.readString(out).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was written to standard error so far. */
  public String errors() {
    try {
      return Files.readString(err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether it still runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** SIGTERM, then waits for the end; returns the exit code. */
  public int stop() {
    process.destroy();
    return await();
  }

  /** SIGKILL; returns once the process is gone. */
  public void kill() {
    process.destroyForcibly();
    int unused = await();
  }

  /** Waits for the end; returns the exit code. */
  public int await() {
    try {
      if (!process.waitFor(STOP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the tool did not end; standard error: " + errors());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
