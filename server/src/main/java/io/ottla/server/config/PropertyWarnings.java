package io.ottla.server.config;

import io.ottla.server.config.key.BrokerKeys;
import io.ottla.server.config.key.ConfigKey;
import io.ottla.server.config.key.QuorumKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What is worth saying once about properties that are valid but have no effect. */
final class PropertyWarnings {
  private PropertyWarnings() {}

  /**
   * At most one line for unknown names, one for those that Ottla does not act on yet, and one for
   * controllers that it does not speak with.
   */
  static List<String> of(Map<String, String> given) {
    TreeSet<String> unknown = new TreeSet<>();
    TreeSet<String> ignored = new TreeSet<>();
    given.forEach(
        (name, text) -> {
          ConfigKey<?> key = BrokerKeys.find(name);
          if (key == null) {
            unknown.add(name);
          } else if (!key.honoured() && !isAsUsual(key, text)) {
            ignored.add(name);
          }
        });
    List<String> warnings = new ArrayList<>();
    if (!unknown.isEmpty()) {
      warnings.add("Unknown properties: " + String.join(", ", unknown));
    }
    if (!ignored.isEmpty()) {
      warnings.add("Properties without effect yet: " + String.join(", ", ignored));
    }
    if (new Settings(given).get(QuorumKeys.CONTROLLER_QUORUM_BOOTSTRAP_SERVERS).size() > 1) {
      // they may all be this node, by several of its names
      warnings.add(
          "controller.quorum.bootstrap.servers names several controllers; Ottla runs one node so"
              + " far and asks no other");
    }
    return warnings;
  }

  /** Saying what would be so anyway has no effect and needs none. */
  private static boolean isAsUsual(ConfigKey<?> key, String text) {
    return text.equals(key.defaultText()) || text.equals(BrokerConfig.builtIn().get(key.name()));
  }
}
