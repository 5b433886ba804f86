package io.ottla.server.start;

import io.ottla.server.config.BrokerConfig;

/** A started broker as the command line sees it. */
public interface RunningBroker extends AutoCloseable {
  /** Blocks until the broker has been closed or has failed. Returns false where it has failed. */
  boolean awaitTermination() throws InterruptedException;

  /**
   * Stops cleanly: finishes requests, flushes, writes checkpoints. May be called more than once.
   */
  @Override
  void close();

  /** How a broker is started. */
  interface Launcher {
    /**
     * Returns once the broker serves.
     *
     * @throws StartException when it cannot; nothing is left running then
     */
    RunningBroker launch(BrokerConfig config) throws StartException;
  }
}
