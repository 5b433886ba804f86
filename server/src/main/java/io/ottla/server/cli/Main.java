package io.ottla.server.cli;

import io.ottla.server.start.StartException;

/** Where the process begins. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    int exit =
        OttlaCommand.create(
                config -> {
                  throw new StartException("this build has no broker yet");
                })
            .execute(arguments);
    System.exit(exit);
  }
}
