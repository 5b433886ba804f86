package io.ottla.coordinator.group.classic;

/** The names of a classic group's timers. */
sealed interface ClassicTimer {
  /** The end of the join phase. */
  record Join(String groupId) implements ClassicTimer {}

  /** The end of the sync phase. */
  record Sync(String groupId) implements ClassicTimer {}

  /** The end of a member's session. */
  record Session(String groupId, String memberId) implements ClassicTimer {}
}
