package io.ottla.coordinator.group.classic;

import java.util.EnumSet;
import java.util.Set;

/** The states of a classic group; the label is what ListGroups and DescribeGroups show. */
public enum ClassicState {
  /** No members; offsets may be left. */
  EMPTY("Empty"),
  /** Waiting for all members to join. */
  PREPARING_REBALANCE("PreparingRebalance"),
  /** Waiting for the leader's assignment. */
  COMPLETING_REBALANCE("CompletingRebalance"),
  /** Assigned. */
  STABLE("Stable"),
  /** Removed. */
  DEAD("Dead");

  private final String label;

  ClassicState(String label) {
    this.label = label;
  }

  /** The name in responses. */
  public String label() {
    return label;
  }

  /** The states that may follow. */
  public Set<ClassicState> next() {
    return switch (this) {
      case EMPTY -> EnumSet.of(PREPARING_REBALANCE, DEAD);
      case PREPARING_REBALANCE -> EnumSet.of(COMPLETING_REBALANCE, EMPTY, DEAD);
      case COMPLETING_REBALANCE -> EnumSet.of(STABLE, PREPARING_REBALANCE, DEAD);
      case STABLE -> EnumSet.of(PREPARING_REBALANCE, DEAD);
      case DEAD -> EnumSet.noneOf(ClassicState.class);
    };
  }

  /** Whether a change of members starts a rebalance. */
  boolean canRebalance() {
    return next().contains(PREPARING_REBALANCE);
  }
}
