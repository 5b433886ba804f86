package io.ottla.coordinator.group.consumer;

import java.util.EnumSet;
import java.util.Set;

/** How far a member is on its way to the target assignment. */
enum MemberState {
  /** It has all of its target, or a newer target waits for its next heartbeat. */
  STABLE(0),
  /** It has to give up partitions before it goes on. */
  UNREVOKED_PARTITIONS(1),
  /** It waits for partitions that others have not given up. */
  UNRELEASED_PARTITIONS(2),
  /** Written by a newer broker. */
  UNKNOWN(127);

  private final byte id;

  MemberState(int id) {
    this.id = (byte) id;
  }

  /** The number in the log. */
  byte id() {
    return id;
  }

  static MemberState of(byte id) {
    for (MemberState state : values()) {
      if (state.id == id) {
        return state;
      }
    }
    return UNKNOWN;
  }

  Set<MemberState> next() {
    return switch (this) {
      case STABLE, UNREVOKED_PARTITIONS, UNRELEASED_PARTITIONS, UNKNOWN ->
          EnumSet.of(STABLE, UNREVOKED_PARTITIONS, UNRELEASED_PARTITIONS);
    };
  }
}
