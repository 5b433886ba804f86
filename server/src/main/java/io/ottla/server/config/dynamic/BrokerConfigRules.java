package io.ottla.server.config.dynamic;

import io.ottla.server.config.BrokerRules;
import io.ottla.server.config.Settings;
import io.ottla.server.config.key.BrokerKeys;
import io.ottla.server.config.key.ConfigKey;
import io.ottla.server.config.key.ConfigKey.UpdateMode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What may be changed of a broker while it runs. */
final class BrokerConfigRules {
  private BrokerConfigRules() {}

  /**
   * Null where everything may.
   *
   * @param settings as they are once it is changed
   * @param oneBroker whether the change is for one broker rather than for all
   */
  static @Nullable String problem(Settings settings, Set<String> changed, boolean oneBroker) {
    Set<String> fixed = matching(changed, key -> !key.dynamic());
    if (!fixed.isEmpty()) {
      return "Only a restart changes these configs: " + fixed;
    }
    Set<String> perBroker =
        matching(changed, key -> key.updateMode() == UpdateMode.PER_BROKER && !oneBroker);
    if (!perBroker.isEmpty()) {
      return "These configs can be changed only for one broker at a time: " + perBroker;
    }
    Set<String> perListener =
        matching(changed, key -> key.name().startsWith("ssl.") && changed.contains(key.name()));
    if (!perListener.isEmpty()) {
      return "These configs can be changed only for one listener at a time, with the prefix "
          + BrokerKeys.LISTENER_PREFIX
          + "NAME.: "
          + perListener;
    }
    List<String> together = BrokerRules.problems(settings);
    return together.isEmpty() ? null : together.get(0);
  }

  private static Set<String> matching(Set<String> names, Predicate<ConfigKey<?>> predicate) {
    Set<String> matching = new TreeSet<>();
    for (String name : names) {
      ConfigKey<?> key = BrokerKeys.findDynamic(name);
      if (key != null && predicate.test(key)) {
        matching.add(name);
      }
    }
    return matching;
  }
}
