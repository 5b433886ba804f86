package io.ottla.coordinator.group.model;

import io.ottla.wire.codec.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A member that speaks the classic protocol, on its way between a classic and a consumer group.
 *
 * @param protocols that it supports, the preferred one first
 * @param assignment as the classic protocol has it
 */
public record MigratingMember(
    String memberId,
    @Nullable String instanceId,
    String clientId,
    String clientHost,
    int rebalanceTimeoutMs,
    int sessionTimeoutMs,
    List<ClassicProtocol> protocols,
    Bytes assignment) {
  /** Copies the protocols. */
  public MigratingMember {
    protocols = List.copyOf(protocols);
  }

  /** What it says for the protocol that it prefers. */
  public Bytes preferredMetadata() {
    return protocols.isEmpty() ? Bytes.EMPTY : protocols.get(0).metadata();
  }
}
