package io.ottla.coordinator.group.model;

import io.ottla.wire.message.JoinGroupRequest;
import io.ottla.wire.message.JoinGroupRequest.JoinGroupRequestProtocol;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What groups of both kinds read in a JoinGroup. Pure. */
public final class JoinRequests {
  private JoinRequests() {}

  /** v0 has no rebalance timeout: the session timeout serves as both. */
  public static int rebalanceTimeoutMs(JoinGroupRequest request) {
    return request.rebalanceTimeoutMs() < 0
        ? request.sessionTimeoutMs()
        : request.rebalanceTimeoutMs();
  }

  /** The protocols, the preferred one first; of two with the same name the first counts. */
  public static List<ClassicProtocol> protocols(JoinGroupRequest request) {
    Map<String, ClassicProtocol> protocols = new LinkedHashMap<>();
    for (JoinGroupRequestProtocol protocol : request.protocols()) {
      protocols.putIfAbsent(
          protocol.name(), new ClassicProtocol(protocol.name(), protocol.metadata()));
    }
    return List.copyOf(protocols.values());
  }
}
