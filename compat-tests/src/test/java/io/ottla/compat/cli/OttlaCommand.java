package io.ottla.compat.cli;

import io.ottla.compat.support.Project;
import io.ottla.compat.tool.ToolResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs {@code bin/ottla} for commands that end by themselves. */
final class OttlaCommand {
  private static final long LIMIT_SECONDS = 30;

  private OttlaCommand() {}

  static ToolResult run(String... arguments) {
    return run(Project.top(), Map.of(), arguments);
  }

  static ToolResult run(Path top, Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(top.resolve("bin/ottla").toString());
    command.addAll(List.of(arguments));
    try {
      Path out = Files.createTempFile(Project.target(), "ottla", ".out");
      Path err = Files.createTempFile(Project.target(), "ottla", ".err");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(Project.target().toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new AssertionError(command + " still runs: " + Files.readString(out));
      }
      ToolResult result =
          new ToolResult(
              String.join(" ", command),
              process.exitValue(),
              Files.readString(out),
              Files.readString(err));
      Files.delete(out);
      Files.delete(err);
      return result;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
