package io.ottla.server.cli;

import io.ottla.server.Broker;

/** Where the process begins. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    int exit = OttlaCommand.create(Broker::start).execute(arguments);
    System.exit(exit);
  }
}
