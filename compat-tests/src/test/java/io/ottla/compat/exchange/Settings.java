package io.ottla.compat.exchange;

import io.ottla.compat.client.Clients;
import io.ottla.compat.support.Deadline;
import io.ottla.compat.support.Maps;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.jspecify.annotations.Nullable;

/** Configurations of each kind of resource and of each type of value, and quotas of clients. */
final class Settings implements Work {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String TOPIC = "configured";

  private final Clients clients;
  private int round;

  Settings(Clients clients) {
    this.clients = clients;
  }

  @Override
  public void begin() {
    clients.createTopic(
        TOPIC,
        1,
        Map.ofEntries(
            Map.entry("cleanup.policy", "compact,delete"),
            Map.entry("compression.type", "lz4"),
            Map.entry("compression.lz4.level", "12"),
            Map.entry("min.cleanable.dirty.ratio", "0.75"),
            Map.entry("preallocate", "true"),
            Map.entry("retention.ms", "123456789012"),
            Map.entry("max.message.bytes", "123456"),
            Map.entry("min.insync.replicas", "1"),
            Map.entry("leader.replication.throttled.replicas", "0:1,1:1"),
            Map.entry("message.timestamp.before.max.ms", "9223372036854775806")));
    set(ConfigResource.Type.BROKER, "", "log.segment.delete.delay.ms", "59000");
    set(ConfigResource.Type.BROKER, "1", "log.cleaner.threads", "2");
    set(ConfigResource.Type.GROUP, "consumer", "consumer.session.timeout.ms", "46000");
    set(ConfigResource.Type.CLIENT_METRICS, "watched", "interval.ms", "60000");
    goOn();
  }

  @Override
  public void goOn() {
    set(ConfigResource.Type.TOPIC, TOPIC, "flush.messages", Integer.toString(1_000 + round));
    set(ConfigResource.Type.TOPIC, TOPIC, "flush.ms", round % 2 == 0 ? "700000" : null);
    set(ConfigResource.Type.BROKER, "1", "num.io.threads", Integer.toString(9 + round));
    quota(Map.of("user", "franz"), "producer_byte_rate", 1e9 + round);
    quota(Map.of("user", "franz", "client-id", "desk"), "request_percentage", 150.5 + round);
    quota(Map.of("ip", "192.0.2.1"), "connection_creation_rate", 100.0 + round);
    Map<String, @Nullable String> anybody = new HashMap<>();
    anybody.put("client-id", null);
    quota(anybody, "consumer_byte_rate", 2e9 + round);
    round++;
  }

  /** Returns once the broker shows it; null takes the value away. */
  private void set(ConfigResource.Type type, String name, String config, @Nullable String value) {
    ConfigResource resource = new ConfigResource(type, name);
    OpType kind = value == null ? OpType.DELETE : OpType.SET;
    Collection<AlterConfigOp> change =
        List.of(new AlterConfigOp(new ConfigEntry(config, value), kind));
    try (Admin admin = clients.admin()) {
      Clients.get(admin.incrementalAlterConfigs(Map.of(resource, change)).all());
      var unused =
          Deadline.until(
              config + "=" + value + " of " + resource,
              LIMIT,
              () -> Maps.value(admin.describeConfigs(List.of(resource)).all().get(), resource),
              shown -> isShown(shown, config, value));
    }
  }

  private static boolean isShown(Config shown, String config, @Nullable String value) {
    ConfigEntry entry = shown.get(config);
    return value == null
        ? entry == null || entry.isDefault()
        : entry != null && Objects.equals(entry.value(), value);
  }

  private void quota(Map<String, @Nullable String> entity, String kind, double value) {
    ClientQuotaEntity whose = new ClientQuotaEntity(entity);
    try (Admin admin = clients.admin()) {
      Clients.get(
          admin
              .alterClientQuotas(
                  List.of(
                      new ClientQuotaAlteration(
                          whose, List.of(new ClientQuotaAlteration.Op(kind, value)))))
              .all());
      var unused =
          Deadline.until(
              kind + " of " + whose,
              LIMIT,
              () -> admin.describeClientQuotas(ClientQuotaFilter.all()).entities().get(),
              all -> Objects.equals(all.getOrDefault(whose, Map.of()).get(kind), value));
    }
  }
}
