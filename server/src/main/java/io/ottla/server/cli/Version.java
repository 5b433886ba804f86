package io.ottla.server.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ottla version}. */
@Command(name = "version", description = "Prints the version of Ottla and of the JVM.")
public final class Version implements IVersionProvider, Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  /** The version of this build; "development" where it does not run from its jar. */
  public static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "ottla " + current(), "java " + Runtime.version() + ", Kafka protocol 4.4, tools 4.3"
    };
  }

  @Override
  public void run() {
    for (String line : getVersion()) {
      spec.commandLine().getOut().println(line);
    }
  }
}
