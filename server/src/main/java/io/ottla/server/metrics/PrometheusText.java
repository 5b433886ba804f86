package io.ottla.server.metrics;

import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/**
 * The broker's metrics and the JVM's in Prometheus' text form, through micrometer's registry. Costs
 * megabytes of classes, so it is made by the first scrape.
 */
final class PrometheusText implements AutoCloseable {
  private static final String COUNTER_SUFFIX = "_total";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();

  PrometheusText(BrokerMetrics metrics) {
    MultiCollector collector = () -> snapshots(metrics);
    registry.getPrometheusRegistry().register(collector);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    garbageCollection.bindTo(registry);
  }

  String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    garbageCollection.close();
    registry.close();
  }

  private static MetricSnapshots snapshots(BrokerMetrics metrics) {
    MetricSnapshots.Builder snapshots = MetricSnapshots.builder();
    for (Metric metric : Metric.values()) {
      snapshots.metricSnapshot(
          switch (metric.kind()) {
            case COUNTER -> counter(metric, metrics);
            case GAUGE -> gauge(metric, metrics);
            case HISTOGRAM -> histogram(metric, metrics);
          });
    }
    return snapshots.build();
  }

  /** The library appends the suffix of counters itself. */
  private static MetricSnapshot counter(Metric metric, BrokerMetrics metrics) {
    String name = metric.fullName();
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder()
            .name(name.substring(0, name.length() - COUNTER_SUFFIX.length()))
            .help(metric.help());
    metrics
        .values(metric)
        .forEach(
            (label, value) ->
                counter.dataPoint(
                    CounterDataPointSnapshot.builder()
                        .value(value)
                        .labels(labels(metric, label))
                        .build()));
    return counter.build();
  }

  private static MetricSnapshot gauge(Metric metric, BrokerMetrics metrics) {
    GaugeSnapshot.Builder gauge =
        GaugeSnapshot.builder().name(metric.fullName()).help(metric.help());
    metrics
        .values(metric)
        .forEach(
            (label, value) ->
                gauge.dataPoint(
                    GaugeDataPointSnapshot.builder()
                        .value(value)
                        .labels(labels(metric, label))
                        .build()));
    return gauge.build();
  }

  private static MetricSnapshot histogram(Metric metric, BrokerMetrics metrics) {
    HistogramSnapshot.Builder histogram =
        HistogramSnapshot.builder().name(metric.fullName()).help(metric.help());
    metrics
        .durations()
        .forEach(
            (label, durations) ->
                histogram.dataPoint(
                    HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(
                            ClassicHistogramBuckets.of(
                                LatencyHistogram.boundsSeconds(), durations.counts()))
                        .sum(durations.sumSeconds())
                        .labels(labels(metric, label))
                        .build()));
    return histogram.build();
  }

  private static Labels labels(Metric metric, String value) {
    String name = metric.label();
    return name == null ? Labels.EMPTY : Labels.of(name, value);
  }
}
