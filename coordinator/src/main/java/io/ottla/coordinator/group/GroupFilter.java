package io.ottla.coordinator.group;

import io.ottla.coordinator.group.model.Group;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which groups ListGroups wants; an empty set takes all.
 *
 * @param states labels in lower case
 * @param types labels in lower case
 */
record GroupFilter(Set<String> states, Set<String> types) {
  static GroupFilter of(List<String> states, List<String> types) {
    return new GroupFilter(lowerCase(states), lowerCase(types));
  }

  boolean accepts(Group group) {
    return isIn(states, group.stateLabel()) && isIn(types, group.type().label());
  }

  private static boolean isIn(Set<String> wanted, String label) {
    return wanted.isEmpty() || wanted.contains(label.toLowerCase(Locale.ROOT));
  }

  private static Set<String> lowerCase(List<String> labels) {
    return labels.stream()
        .map(label -> label.toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }
}
