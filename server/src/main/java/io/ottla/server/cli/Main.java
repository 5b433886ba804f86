package io.ottla.server.cli;

import io.ottla.server.Broker;
import io.ottla.server.logging.LoggingProvider;
import io.ottla.server.start.RunningBroker;
import java.io.PrintWriter;
import java.nio.charset.Charset;

/** Where the process begins. */
public final class Main {
  private static final String LOGGING_PROPERTY = "slf4j.provider";

  private Main() {}

  public static void main(String[] arguments) throws Exception {
    // Not found by itself: who has this jar in a process of his own logs as he likes.
    if (System.getProperty(LOGGING_PROPERTY) == null) {
      System.setProperty(LOGGING_PROPERTY, LoggingProvider.class.getName());
      System.setProperty("slf4j.internal.verbosity", "WARN"); // that it was set is no news
    }
    System.exit(run(Broker::start, arguments));
  }

  /** The two ways to start a broker go without the command line library. */
  private static int run(RunningBroker.Launcher launcher, String... arguments) throws Exception {
    ServerArguments plain = ServerArguments.plain(arguments);
    if (plain != null) {
      PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
      return new ServerRun(launcher, err).run(plain);
    }
    if (arguments.length == 1 && arguments[0].equals(TrainingRun.COMMAND)) {
      new TrainingRun(launcher).run();
      return 0;
    }
    return OttlaCommand.create(launcher).execute(arguments);
  }
}
