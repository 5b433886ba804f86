package io.ottla.coordinator.group.model;

import org.jspecify.annotations.Nullable;

/**
 * A member as a request names it.
 *
 * @param memberId empty when the sender is no member
 * @param instanceId of a static member (KIP-345), otherwise null
 * @param generationOrEpoch the classic generation or the member epoch; negative when the sender is
 *     no member
 */
public record MemberRef(String memberId, @Nullable String instanceId, int generationOrEpoch) {
  /** Whether the request names a member at all. */
  public boolean isNamed() {
    return generationOrEpoch >= 0 || !memberId.isEmpty() || instanceId != null;
  }
}
