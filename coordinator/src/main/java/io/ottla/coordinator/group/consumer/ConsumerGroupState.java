package io.ottla.coordinator.group.consumer;

/** The states of a consumer group, which follow from its members; the label is what tools show. */
enum ConsumerGroupState {
  EMPTY("Empty"),
  /** A new assignment is to be computed. */
  ASSIGNING("Assigning"),
  /** Members are on their way to the assignment. */
  RECONCILING("Reconciling"),
  /** All members have what they are to have. */
  STABLE("Stable");

  private final String label;

  ConsumerGroupState(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}
