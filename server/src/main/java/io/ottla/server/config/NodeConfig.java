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
public record NodeConfig(int nodeId, @Nullable String rack) {
  private static final Set<String> ROLES = Set.of("broker", "controller");

  /** A node with one role needs others, with which it would not speak. */
  static NodeConfig from(Settings settings, List<String> problems) {
    Integer nodeId = settings.find(QuorumKeys.NODE_ID);
    List<String> given = settings.find(QuorumKeys.PROCESS_ROLES);
    List<String> roles = given == null ? List.of() : given;
    if (nodeId == null || roles.isEmpty()) {
      problems.add("A node needs both node.id and process.roles");
    } else if (!Set.copyOf(roles).equals(ROLES)) {
      problems.add(
          "Invalid value "
              + String.join(",", roles)
              + " for configuration process.roles: must be broker,controller, as Ottla runs one"
              + " node so far");
    }
    return new NodeConfig(nodeId == null ? -1 : nodeId, settings.find(QuorumKeys.BROKER_RACK));
  }
}
