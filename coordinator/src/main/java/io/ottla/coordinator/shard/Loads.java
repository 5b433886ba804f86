package io.ottla.coordinator.shard;

import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many shards of a topic are being loaded: one log line tells of all that a start or a change
 * of leaders loads together. From the loops of all shards.
 */
final class Loads {
  private static final Logger LOG = LoggerFactory.getLogger(Loads.class);

  private final String topic;
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();

  Loads(String topic) {
    this.topic = topic;
  }

  void begin() {
    underWay.incrementAndGet();
  }

  /** A shard is loaded, or will not be. */
  void end() {
    ended.incrementAndGet();
    if (underWay.decrementAndGet() == 0) {
      LOG.info("shards loaded topic={} count={}", topic, ended.getAndSet(0));
    }
  }
}
