package io.ottla.server.metrics;

import org.jspecify.annotations.Nullable;

/** Every metric of the broker, named and with units by Prometheus' conventions. */
public enum Metric {
  REQUEST_DURATION(
      "ottla_request_duration_seconds",
      Kind.HISTOGRAM,
      "api",
      "From the last byte of a request to its response at the socket."),
  REQUEST_BYTES("ottla_request_bytes_total", Kind.COUNTER, "api", "Bytes of requests read."),
  RESPONSE_BYTES("ottla_response_bytes_total", Kind.COUNTER, "api", "Bytes of responses sent."),
  MALFORMED_REQUESTS(
      "ottla_malformed_requests_total",
      Kind.COUNTER,
      null,
      "Requests that could not be read and cost their connection."),
  CONNECTIONS("ottla_connections", Kind.GAUGE, "listener", "Open connections."),
  CONNECTIONS_OPENED(
      "ottla_connections_opened_total", Kind.COUNTER, "listener", "Connections accepted."),
  CONNECTIONS_REFUSED(
      "ottla_connections_refused_total",
      Kind.COUNTER,
      "listener",
      "Connections refused because of a limit."),
  TOPICS("ottla_topics", Kind.GAUGE, null, "Topics of the cluster."),
  PARTITIONS("ottla_partitions", Kind.GAUGE, null, "Partitions with a replica here."),
  LOG_SIZE("ottla_log_size_bytes", Kind.GAUGE, "topic", "Bytes of the logs here, by topic."),
  GROUPS("ottla_groups", Kind.GAUGE, "type", "Groups coordinated here."),
  FETCH_SESSIONS("ottla_fetch_sessions", Kind.GAUGE, null, "Open incremental fetch sessions."),
  COMPACTIONS("ottla_compactions_total", Kind.COUNTER, null, "Logs compacted."),
  COMPACTION_READ(
      "ottla_compaction_read_bytes_total", Kind.COUNTER, null, "Bytes read to compact logs."),
  COMPACTION_WRITTEN(
      "ottla_compaction_written_bytes_total", Kind.COUNTER, null, "Bytes that compaction left.");

  /** The kinds of Prometheus. */
  enum Kind {
    COUNTER,
    GAUGE,
    HISTOGRAM
  }

  private final String fullName;
  private final Kind kind;
  private final @Nullable String label;
  private final String help;

  Metric(String fullName, Kind kind, @Nullable String label, String help) {
    this.fullName = fullName;
    this.kind = kind;
    this.label = label;
    this.help = help;
  }

  /** The name as it is scraped, with its unit. */
  public String fullName() {
    return fullName;
  }

  Kind kind() {
    return kind;
  }

  /** The name of its one label; null where it has none. */
  @Nullable String label() {
    return label;
  }

  String help() {
    return help;
  }
}
