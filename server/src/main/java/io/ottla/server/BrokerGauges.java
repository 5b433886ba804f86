package io.ottla.server;

import io.ottla.coordinator.group.GroupCoordinator;
import io.ottla.replication.controller.MetadataPublisher;
import io.ottla.replication.partition.Partition;
import io.ottla.replication.partition.PartitionRegistry;
import io.ottla.server.fetch.FetchSessions;
import io.ottla.server.metrics.BrokerMetrics;
import io.ottla.server.metrics.Metric;
import io.ottla.server.replica.CompactionDuty;
import java.util.HashMap;
import java.util.Map;

/** The numbers of a broker that are read when somebody looks at its metrics. From any thread. */
record BrokerGauges(
    MetadataPublisher metadata,
    PartitionRegistry partitions,
    GroupCoordinator groups,
    FetchSessions sessions,
    CompactionDuty compaction) {

  void showIn(BrokerMetrics metrics) {
    metrics.gauge(Metric.TOPICS, () -> metadata.image().topics().byId().size());
    metrics.gauge(Metric.PARTITIONS, () -> partitions.all().size());
    metrics.gauges(Metric.LOG_SIZE, this::logSizes);
    metrics.gauges(Metric.GROUPS, this::groupCounts);
    metrics.gauge(Metric.FETCH_SESSIONS, sessions::count);
    metrics.gauge(Metric.COMPACTIONS, compaction::runs);
    metrics.gauge(Metric.COMPACTION_READ, compaction::bytesRead);
    metrics.gauge(Metric.COMPACTION_WRITTEN, compaction::bytesWritten);
  }

  private Map<String, Long> groupCounts() {
    Map<String, Long> counts = new HashMap<>();
    groups.counts().forEach((type, count) -> counts.put(type.label(), count));
    return counts;
  }

  private Map<String, Long> logSizes() {
    Map<String, Long> sizes = new HashMap<>();
    for (Partition partition : partitions.all()) {
      sizes.merge(partition.id().topic(), partition.log().sizeInBytes(), Long::sum);
    }
    return sizes;
  }
}
