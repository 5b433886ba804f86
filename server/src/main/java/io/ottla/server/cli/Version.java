package io.ottla.server.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ottla version}. */
@Command(name = "version", description = "Prints the version of Ottla and of the JVM.")
public final class Version implements IVersionProvider, Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public String[] getVersion() {
    return new String[] {
      "ottla " + Build.version(), "java " + Runtime.version() + ", Kafka protocol 4.4, tools 4.3"
    };
  }

  @Override
  public void run() {
    for (String line : getVersion()) {
      spec.commandLine().getOut().println(line);
    }
  }
}
