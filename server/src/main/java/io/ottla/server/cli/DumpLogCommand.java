package io.ottla.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ottla dump-log}. */
@Command(
    name = "dump-log",
    mixinStandardHelpOptions = true,
    description = "Prints the record batches of segment files (.log), one line each.",
    footer = {
      "",
      "Exits with 1 where a batch is damaged. Zeros at the end of a file are space that was",
      "allocated and not yet used.",
      "",
      "Example:",
      "  ottla dump-log --records data/orders-0/00000000000000000000.log"
    })
final class DumpLogCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Segment files.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = {"-r", "--records", "--deep-iteration"},
      description = "Print the records of each batch too.")
  private boolean records;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    boolean sound = true;
    for (Path file : files) {
      try {
        out.println(file);
        sound &= new LogDump(out, records).dump(file);
      } catch (IOException e) {
        spec.commandLine().getErr().println("ottla: cannot read " + file + ": " + e.getMessage());
        sound = false;
      }
    }
    out.flush();
    return sound ? 0 : 1;
  }
}
