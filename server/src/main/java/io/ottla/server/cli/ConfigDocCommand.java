package io.ottla.server.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ottla config-doc}. */
@Command(
    name = "config-doc",
    mixinStandardHelpOptions = true,
    description = "Prints the reference of all properties, as Markdown.")
final class ConfigDocCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    spec.commandLine().getOut().print(ConfigDoc.text());
    spec.commandLine().getOut().flush();
  }
}
