package io.ottla.coordinator.group.model;

/** The kinds of groups; a kind's label is what ListGroups shows and filters by. */
public enum GroupType {
  CLASSIC("classic"),
  CONSUMER("consumer");

  private final String label;

  GroupType(String label) {
    this.label = label;
  }

  /** The name in ListGroups. */
  public String label() {
    return label;
  }
}
