package io.ottla.server.config;

import io.ottla.server.config.key.QuorumKeys;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who this node is.
 *
 * @param rack null where none is given
 */
public record NodeConfig(int nodeId, Set<Role> roles, @Nullable String rack) {
  /** What a node does. */
  public enum Role {
    BROKER,
    CONTROLLER
  }

  public NodeConfig {
    roles = Set.copyOf(roles);
  }

  static NodeConfig from(Settings settings, List<String> problems) {
    Integer nodeId = settings.find(QuorumKeys.NODE_ID);
    List<String> given = settings.find(QuorumKeys.PROCESS_ROLES);
    List<String> names = given == null ? List.of() : given;
    if (nodeId == null || names.isEmpty()) {
      problems.add("A node needs both node.id and process.roles");
    }
    Set<Role> roles =
        names.contains("broker") && names.contains("controller")
            ? Set.of(Role.BROKER, Role.CONTROLLER)
            : Set.of(names.contains("broker") ? Role.BROKER : Role.CONTROLLER);
    return new NodeConfig(
        nodeId == null ? -1 : nodeId, roles, settings.find(QuorumKeys.BROKER_RACK));
  }
}
