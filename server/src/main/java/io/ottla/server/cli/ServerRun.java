package io.ottla.server.cli;

import io.ottla.runtime.Clock;
import io.ottla.runtime.ShutdownHook;
import io.ottla.server.config.BrokerConfig;
import io.ottla.server.config.PropertySource;
import io.ottla.server.start.Ports;
import io.ottla.server.start.RunningBroker;
import io.ottla.server.start.StartException;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a broker from its arguments to its end. */
final class ServerRun {
  private static final Logger LOG = LoggerFactory.getLogger(ServerRun.class);
  private static final int FAILED = 1;

  private final RunningBroker.Launcher launcher;
  private final PrintWriter err;
  private final long startNanos = Clock.system().nanos();

  ServerRun(RunningBroker.Launcher launcher, PrintWriter err) {
    this.launcher = launcher;
    this.err = err;
  }

  /** Returns the exit code once the broker has ended, or at once where it cannot start. */
  int run(ServerArguments arguments) throws InterruptedException {
    PropertySource source = PropertySource.read(arguments.file(), arguments.overrides());
    BrokerConfig.Parsed parsed = BrokerConfig.parse(source.properties());
    List<String> problems =
        Stream.concat(source.problems().stream(), parsed.problems().stream()).toList();
    if (!problems.isEmpty()) {
      problems.forEach(problem -> err.println("ottla: " + problem));
      err.flush();
      return FAILED;
    }
    parsed.warnings().forEach(LOG::warn);
    return run(parsed.get());
  }

  private int run(BrokerConfig config) throws InterruptedException {
    RunningBroker broker;
    try {
      Ports.check(config.listeners().listeners());
      broker = launcher.launch(config);
    } catch (StartException e) {
      err.println("ottla: " + e.getMessage());
      err.flush();
      return FAILED;
    }
    ShutdownHook.add("shutdown", broker::close);
    LOG.info(
        "started version={} node={} listeners={} data={} millis={}",
        Build.version(),
        config.node().nodeId(),
        config.listeners().listeners(),
        config.storage().logDirs(),
        (Clock.system().nanos() - startNanos) / 1_000_000);
    return broker.awaitTermination() ? 0 : FAILED;
  }
}
