package io.ottla.server.config.dynamic;

import static io.ottla.server.config.dynamic.ConfigChange.accepted;

import io.ottla.server.config.key.ConfigKey;
import io.ottla.wire.protocol.ErrorCode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides about changes of configurations: pure, from the current texts to the new ones or to an
 * error. The checks, in order: each operation by itself, each resulting value by itself, the values
 * together.
 */
public final class ConfigRules {
  private final ConfigScope scope;
  private final DynamicConfig broker;

  /**
   * Makes the rules of one kind of resource.
   *
   * @param broker the broker's values, which limits and defaults come from
   */
  public ConfigRules(ConfigScope scope, DynamicConfig broker) {
    this.scope = scope;
    this.broker = broker;
  }

  /** IncrementalAlterConfigs: the operations on top of the current texts. */
  public ConfigChange alter(Map<String, String> current, List<ConfigOp> operations) {
    Map<String, String> values = new HashMap<>(current);
    Set<String> changed = new HashSet<>();
    for (ConfigOp operation : operations) {
      ConfigChange refused =
          changed.add(operation.name())
              ? perform(operation, values)
              : refused(current, ErrorCode.INVALID_REQUEST, twice(operation.name()));
      if (!refused.accepted()) {
        return new ConfigChange(current, refused.error(), refused.message());
      }
    }
    changed.retainAll(values.keySet());
    return checked(current, values, changed);
  }

  /** AlterConfigs, and the configurations of a new topic: the texts as a whole. */
  public ConfigChange replace(Map<String, String> current, Map<String, String> values) {
    return checked(current, values, values.keySet());
  }

  private ConfigChange perform(ConfigOp operation, Map<String, String> values) {
    String name = operation.name();
    if (operation.kind() == ConfigOp.Kind.DELETE) {
      values.remove(name);
      return accepted(values);
    }
    String value = operation.value();
    if (value == null) {
      return refused(values, ErrorCode.INVALID_REQUEST, "A value is missing for " + name);
    }
    if (operation.kind() == ConfigOp.Kind.SET) {
      values.put(name, value);
      return accepted(values);
    }
    ConfigKey<?> key = scope.find(name);
    if (key == null || !(key.parse(value).value() instanceof List<?> given)) {
      String reason = key == null ? unknown(name) : operation.kind() + " needs a list: " + name;
      return refused(values, ErrorCode.INVALID_CONFIG, reason);
    }
    Set<String> list = currentList(key, values);
    given.forEach(one -> combine(list, operation.kind(), one.toString()));
    values.put(name, String.join(",", list));
    return accepted(values);
  }

  private static void combine(Set<String> list, ConfigOp.Kind kind, String element) {
    if (kind == ConfigOp.Kind.APPEND) {
      list.add(element);
    } else {
      list.remove(element);
    }
  }

  private Set<String> currentList(ConfigKey<?> key, Map<String, String> values) {
    String text = broker.settings(values).text(key);
    Object list = text == null ? null : key.parse(text).value();
    Set<String> elements = new LinkedHashSet<>();
    if (list instanceof List<?> present) {
      present.forEach(one -> elements.add(one.toString()));
    }
    return elements;
  }

  private ConfigChange checked(
      Map<String, String> current, Map<String, String> values, Set<String> changed) {
    for (String name : changed) {
      ConfigKey<?> key = scope.find(name);
      if (key == null && !scope.acceptsUnknownNames()) {
        return refused(current, scope.invalid(), unknown(name));
      }
      String problem =
          key == null ? null : key.parse(Objects.requireNonNull(values.get(name))).problem();
      if (problem != null) {
        return refused(current, scope.invalid(), problem);
      }
    }
    String problem = together(values, changed);
    return problem == null ? accepted(values) : refused(current, scope.invalid(), problem);
  }

  private @Nullable String together(Map<String, String> values, Set<String> changed) {
    return switch (scope) {
      case TOPIC -> TopicConfigRules.problem(broker.settings(values), broker.settings());
      case GROUP -> GroupConfigRules.problem(values, broker.settings());
      case BROKER -> BrokerConfigRules.problem(broker.withBroker(values).settings(), changed, true);
      case ALL_BROKERS ->
          BrokerConfigRules.problem(broker.withClusterDefaults(values).settings(), changed, false);
      case CLIENT_METRICS -> null;
    };
  }

  private ConfigChange refused(Map<String, String> current, ErrorCode error, String message) {
    return new ConfigChange(current, error, message);
  }

  private static String twice(String name) {
    return "The request changes " + name + " more than once";
  }

  private String unknown(String name) {
    return "Unknown " + scope.noun() + " config name: " + name;
  }
}
