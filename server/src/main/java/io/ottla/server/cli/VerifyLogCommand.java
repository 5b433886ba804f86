package io.ottla.server.cli;

import io.ottla.storage.disk.RealDisk;
import io.ottla.storage.disk.StorageException;
import io.ottla.storage.verify.Finding;
import io.ottla.storage.verify.LogVerifier;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ottla verify-log}. */
@Command(
    name = "verify-log",
    mixinStandardHelpOptions = true,
    description = "Checks the logs of a data directory, or of single partitions, and only reads.",
    footer = {
      "",
      "Checked are checksums, the order of offsets and leader epochs, indexes against batches, and",
      "snapshots. Prints a line for each finding and a summary; exits with 1 where there is one,",
      "or where there is no log to check.",
      "What a running broker has not written yet counts as a finding: stop it first.",
      "",
      "Example:",
      "  ottla verify-log data"
    })
final class VerifyLogCommand implements Callable<Integer> {
  private static final String TERMINAL_PROPERTY = "ottla.terminal";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(arity = "1..*", paramLabel = "DIRECTORY", description = "What to check.")
  private List<Path> directories = new ArrayList<>();

  private final RealDisk disk = new RealDisk();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter progress = spec.commandLine().getErr();
    List<Path> logs = new ArrayList<>();
    for (Path directory : directories) {
      List<Path> found = logsIn(directory);
      if (found.isEmpty()) {
        progress.println("ottla: " + whyNone(directory));
        progress.flush();
        return 1;
      }
      logs.addAll(found);
    }
    long totalBytes = logs.stream().mapToLong(log -> LogVerifier.sizeInBytes(disk, log)).sum();
    VerifyProgress bar =
        new VerifyProgress(progress, totalBytes, Boolean.getBoolean(TERMINAL_PROPERTY));
    AtomicInteger findings = new AtomicInteger();
    LogVerifier.Summary summary = LogVerifier.Summary.NOTHING;
    for (Path log : logs) {
      summary = summary.plus(verify(log, bar, out, findings));
    }
    bar.end();
    out.printf(
        "%d logs, %d segments, %d batches, %d records, %d bytes: %d findings%n",
        logs.size(),
        summary.segments(),
        summary.batches(),
        summary.records(),
        summary.bytes(),
        findings.get());
    out.flush();
    return findings.get() == 0 ? 0 : 1;
  }

  private LogVerifier.Summary verify(
      Path log, VerifyProgress bar, PrintWriter out, AtomicInteger findings) {
    try {
      return LogVerifier.verify(
          disk,
          log,
          finding -> {
            findings.incrementAndGet();
            bar.clear();
            out.println(finding);
            out.flush();
          },
          bar);
    } catch (StorageException e) {
      findings.incrementAndGet();
      out.println(new Finding(log, 0, String.valueOf(e.getMessage())));
      return LogVerifier.Summary.NOTHING;
    }
  }

  private static String whyNone(Path path) {
    if (!Files.exists(path)) {
      return path + " does not exist";
    }
    return Files.isDirectory(path)
        ? "no log in " + path
        : path + " is a file; give the directory of its partition";
  }

  /** The directory itself when it holds segments, otherwise those in it that do. */
  private List<Path> logsIn(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    if (holdsSegments(directory)) {
      return List.of(directory);
    }
    return disk.list(directory).stream()
        .map(directory::resolve)
        .filter(path -> disk.isDirectory(path) && holdsSegments(path))
        .sorted()
        .toList();
  }

  private boolean holdsSegments(Path directory) {
    return disk.list(directory).stream().anyMatch(name -> name.endsWith(".log"));
  }
}
