package io.ottla.compat.support;

import java.util.Collection;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;

/** Counts what happens to a member's partitions. */
public final class Rebalances implements ConsumerRebalanceListener {
  private int assigned;
  private int lost;

  /**
   * A consumer of the new protocol that has heard its assignment before it has the metadata of the
   * topic begins with no partitions, and is told the same again.
   */
  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    if (!partitions.isEmpty()) {
      assigned++;
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    lost++;
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    lost++;
  }

  /** How often partitions came. */
  public int assigned() {
    return assigned;
  }

  /** How often partitions went. */
  public int lost() {
    return lost;
  }
}
