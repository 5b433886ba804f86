package io.ottla.server.config.key;

import static io.ottla.server.config.key.ConfigType.INT;
import static io.ottla.server.config.key.ConfigType.LIST;
import static io.ottla.server.config.key.ConfigType.LONG;
import static io.ottla.server.config.key.ConfigType.STRING;

import java.util.List;

/** Metrics of the Kafka kind; for Ottla's own see ottla.http.listener. */
public final class MetricsKeys {
  static final KeyArea AREA = new KeyArea("Metrics");

  public static final ConfigKey<List<String>> METRIC_REPORTERS =
      AREA.key("metric.reporters", LIST, List.of("org.apache.kafka.common.metrics.JmxReporter"))
          .low()
          .clusterWide()
          .doc("Classes that are told about metrics.");

  public static final ConfigKey<Integer> METRICS_NUM_SAMPLES =
      AREA.key("metrics.num.samples", INT, 2)
          .atLeast(1)
          .low()
          .doc("Sample windows kept for a metric.");

  public static final ConfigKey<String> METRICS_RECORDING_LEVEL =
      AREA.key("metrics.recording.level", STRING, "INFO")
          .low()
          .doc("The finest metrics that are recorded.");

  public static final ConfigKey<Long> METRICS_SAMPLE_WINDOW_MS =
      AREA.key("metrics.sample.window.ms", LONG, 30000L)
          .atLeast(1)
          .low()
          .doc("The length of one sample window.");

  public static final ConfigKey<List<String>> KAFKA_METRICS_REPORTERS =
      AREA.key("kafka.metrics.reporters", LIST, List.of())
          .low()
          .doc("Classes that are told about metrics of the older kind.");

  public static final ConfigKey<Integer> KAFKA_METRICS_POLLING_INTERVAL_SECS =
      AREA.key("kafka.metrics.polling.interval.secs", INT, 10)
          .atLeast(1)
          .low()
          .doc("How often those classes are called.");

  public static final ConfigKey<Integer> TELEMETRY_MAX_BYTES =
      AREA.key("telemetry.max.bytes", INT, 1048576)
          .atLeast(1)
          .low()
          .doc("The largest block of metrics taken from a client.");

  private MetricsKeys() {}
}
