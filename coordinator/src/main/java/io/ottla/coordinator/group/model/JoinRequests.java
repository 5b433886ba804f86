package io.ottla.coordinator.group.model;

import io.ottla.wire.message.JoinGroupRequest;
import io.ottla.wire.message.JoinGroupRequest.JoinGroupRequestProtocol;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What groups of both kinds read in a JoinGroup. Pure. */
public final class JoinRequests {
  /**
   * What a member id that is made up here has room for in front of its random part, in bytes: with
   * it the id has to fit into a string of the protocol.
   */
  public static final int MAX_PREFIX_BYTES = Short.MAX_VALUE - 64;

  private JoinRequests() {}

  /** What the id of a member that comes without one begins with. */
  public static String memberIdPrefix(Caller caller, JoinGroupRequest request) {
    String instanceId = request.groupInstanceId();
    return (instanceId == null ? caller.clientId() : instanceId) + "-";
  }

  /** Whether the member brings its id, or one can be made up for it. */
  public static boolean canBeNamed(Caller caller, JoinGroupRequest request) {
    return !request.memberId().isEmpty()
        || memberIdPrefix(caller, request).getBytes(StandardCharsets.UTF_8).length
            <= MAX_PREFIX_BYTES;
  }

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
