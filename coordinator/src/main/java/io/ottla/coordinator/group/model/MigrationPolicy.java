package io.ottla.coordinator.group.model;

/** Which way a group with members may move between the protocols. */
public enum MigrationPolicy {
  DISABLED,
  /** From classic to consumer. */
  UPGRADE,
  /** From consumer to classic. */
  DOWNGRADE,
  BIDIRECTIONAL;

  /** Whether a classic group may become a consumer group. */
  public boolean allowsUpgrade() {
    return this == UPGRADE || this == BIDIRECTIONAL;
  }

  /** Whether a consumer group may become a classic group. */
  public boolean allowsDowngrade() {
    return this == DOWNGRADE || this == BIDIRECTIONAL;
  }
}
