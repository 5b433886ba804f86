package io.ottla.compat.broker;

import java.nio.file.Path;

/** A broker as a process of its own, seen through its ports, its directory and signals. */
public interface BrokerUnderTest extends AutoCloseable {
  /** Host and port of the client listener; the same after every start. */
  String bootstrapServers();

  /** Host and port of the CONTROLLER listener. */
  String bootstrapController();

  /** Port of the client listener on the loopback address. */
  int port();

  /** The log directory, or the one above where there are several. */
  Path logDirectory();

  /** Starts on the directory as it is and returns once the broker answers; fails with its log. */
  void start();

  /** SIGTERM; returns the exit code once the process is gone. */
  int stop();

  /** SIGKILL; returns once the process is gone. */
  void kill();

  /** SIGSTOP. */
  void pause();

  /** SIGCONT. */
  void resume();

  /** Whether the process runs. */
  boolean isAlive();

  /** Everything that the process printed since its first start. */
  String log();

  /** Ends the process and removes its data. */
  @Override
  void close();
}
