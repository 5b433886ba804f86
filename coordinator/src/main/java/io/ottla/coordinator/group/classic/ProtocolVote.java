package io.ottla.coordinator.group.classic;

import io.ottla.coordinator.group.classic.ClassicMember.Terms;
import io.ottla.coordinator.group.model.ClassicProtocol;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** How a group agrees on one assignment protocol. Pure. */
final class ProtocolVote {
  private ProtocolVote() {}

  /**
   * The protocol that most members prefer among those that all of them support. Between equals the
   * one wins that stands first with the first member.
   *
   * @param members not empty, with at least one protocol in common
   */
  static String elect(Collection<Terms> members) {
    Set<String> candidates = common(members);
    Map<String, Integer> votes = new HashMap<>();
    for (Terms member : members) {
      member.protocols().stream()
          .map(ClassicProtocol::name)
          .filter(candidates::contains)
          .findFirst()
          .ifPresent(name -> votes.merge(name, 1, Integer::sum));
    }
    String winner = candidates.iterator().next();
    for (String candidate : candidates) {
      if (votes.getOrDefault(candidate, 0) > votes.getOrDefault(winner, 0)) {
        winner = candidate;
      }
    }
    return winner;
  }

  /** The protocols that all members support, in the order of the first one. */
  static Set<String> common(Collection<Terms> members) {
    Set<String> candidates = new LinkedHashSet<>();
    Terms first = members.iterator().next();
    first.protocols().forEach(protocol -> candidates.add(protocol.name()));
    members.forEach(member -> candidates.removeIf(name -> !member.supports(name)));
    return candidates;
  }
}
