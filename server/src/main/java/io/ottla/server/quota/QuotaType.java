package io.ottla.server.quota;

/** What is measured, by the name of its quota. */
enum QuotaType {
  /** Bytes of Produce requests in a second. */
  PRODUCE("producer_byte_rate"),
  /** Bytes of records in Fetch responses in a second. */
  FETCH("consumer_byte_rate"),
  /** Time of the broker's threads, in percent of one thread. */
  REQUEST("request_percentage"),
  /** Partitions created and deleted in a second. */
  MUTATION("controller_mutation_rate");

  private final String key;

  QuotaType(String key) {
    this.key = key;
  }

  String key() {
    return key;
  }
}
