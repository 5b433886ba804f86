package io.ottla.coordinator.group.classic;

import io.ottla.coordinator.group.classic.ClassicMember.Terms;
import io.ottla.coordinator.group.model.ClassicProtocol;
import io.ottla.wire.message.JoinGroupRequest;
import io.ottla.wire.message.JoinGroupRequest.JoinGroupRequestProtocol;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a JoinGroup asks for. Pure. */
final class JoinTerms {
  private JoinTerms() {}

  /** v0 has no rebalance timeout: the session timeout serves as both. */
  static Terms of(JoinGroupRequest request) {
    int rebalanceTimeoutMs =
        request.rebalanceTimeoutMs() < 0
            ? request.sessionTimeoutMs()
            : request.rebalanceTimeoutMs();
    Map<String, ClassicProtocol> protocols = new LinkedHashMap<>();
    for (JoinGroupRequestProtocol protocol : request.protocols()) {
      protocols.putIfAbsent(
          protocol.name(), new ClassicProtocol(protocol.name(), protocol.metadata()));
    }
    return new Terms(
        rebalanceTimeoutMs, request.sessionTimeoutMs(), protocols.values().stream().toList());
  }
}
