package io.ottla.server.cli;

import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.ReadOnlyDisk;
import io.ottla.storage.disk.RealDisk;
import io.ottla.storage.disk.StorageException;
import io.ottla.storage.verify.DirectoryVerifier;
import io.ottla.storage.verify.Finding;
import io.ottla.storage.verify.LogState;
import io.ottla.storage.verify.LogVerifier;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
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
      "Checked are checksums, the order of offsets and leader epochs, that no segment is missing,",
      "and all indexes, checkpoints and snapshots against the batches. Prints a line for each",
      "finding and a summary; exits with 1 where there is one, or where there is no log to check.",
      "A note is no finding: what may be damage or not, or what the next start sets right.",
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

  private final Disk disk = new ReadOnlyDisk(new RealDisk());
  private long findings;
  private long notes;

  /** Logs in one log directory. */
  private record Found(Path logDirectory, List<Path> logs) {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    List<Found> found = new ArrayList<>();
    for (Path directory : directories) {
      found.add(find(directory));
      if (found.get(found.size() - 1).logs().isEmpty()) {
        err.println("ottla: " + whyNone(directory));
        err.flush();
        return 1;
      }
    }
    List<Path> logs = found.stream().flatMap(each -> each.logs().stream()).toList();
    long totalBytes = logs.stream().mapToLong(log -> LogVerifier.sizeInBytes(disk, log)).sum();
    VerifyProgress progress =
        new VerifyProgress(err, totalBytes, Boolean.getBoolean(TERMINAL_PROPERTY));
    LogVerifier.Summary summary = LogVerifier.Summary.NOTHING;
    for (Found each : found) {
      summary = summary.plus(verify(each, progress, out));
    }
    progress.end();
    out.printf(
        "%d logs, %d segments, %d batches, %d records, %d bytes: %d findings%s%n",
        logs.size(),
        summary.segments(),
        summary.batches(),
        summary.records(),
        summary.bytes(),
        findings,
        notes == 0 ? "" : ", " + notes + " notes");
    out.flush();
    return findings == 0 ? 0 : 1;
  }

  private LogVerifier.Summary verify(Found found, VerifyProgress progress, PrintWriter out) {
    Consumer<Finding> print =
        finding -> {
          progress.clear();
          out.println(finding);
          out.flush();
          if (finding.isNote()) {
            notes++;
          } else {
            findings++;
          }
        };
    LogVerifier.Summary summary = LogVerifier.Summary.NOTHING;
    DirectoryVerifier directory = DirectoryVerifier.read(disk, found.logDirectory(), print);
    for (Path log : found.logs()) {
      try {
        LogState state = directory.stateOf(nameOf(log));
        summary = summary.plus(LogVerifier.verify(disk, log, state, print, progress));
      } catch (StorageException e) {
        print.accept(new Finding(log, 0, String.valueOf(e.getMessage())));
      }
    }
    return summary;
  }

  private static String nameOf(Path log) {
    return String.valueOf(log.toAbsolutePath().normalize().getFileName());
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
  private Found find(Path directory) {
    if (!Files.isDirectory(directory)) {
      return new Found(directory, List.of());
    }
    if (holdsSegments(directory)) {
      return new Found(
          Disk.directoryOf(directory.toAbsolutePath().normalize()), List.of(directory));
    }
    List<Path> logs =
        disk.list(directory).stream()
            .map(directory::resolve)
            .filter(path -> disk.isDirectory(path) && holdsSegments(path))
            .sorted()
            .toList();
    return new Found(directory, logs);
  }

  private boolean holdsSegments(Path directory) {
    return disk.list(directory).stream().anyMatch(name -> name.endsWith(".log"));
  }
}
