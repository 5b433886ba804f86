package io.ottla.server.config;

import io.ottla.server.config.key.BrokerKeys;
import io.ottla.server.config.key.ConfigKey;
import io.ottla.server.config.key.OttlaKeys;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything a broker is told at its start. Only the composition root sees it whole; everyone else
 * receives the record it needs.
 *
 * @param http where metrics and health are served; null for nowhere
 * @param properties the texts it was made from, built-in ones included: the layer below what is
 *     configured at run time
 */
public record BrokerConfig(
    NodeConfig node,
    ListenersConfig listeners,
    ConnectionConfig connections,
    StorageConfig storage,
    TopicCreationConfig topicCreation,
    FetchConfig fetch,
    GroupCoordinatorConfig groups,
    TransactionConfig transactions,
    QuotaConfig quotas,
    QuorumConfig quorum,
    @Nullable Endpoint http,
    Map<String, String> properties) {
  /** What a node is where a property file leaves it open: the only one of its cluster. */
  private static final Map<String, String> ALONE =
      Map.of(
          "node.id", "1",
          "process.roles", "broker,controller",
          "controller.listener.names", "CONTROLLER");

  /** What a broker without a property file is. */
  private static final Map<String, String> BUILT_IN =
      Map.of(
          "log.dirs", "data",
          "offsets.topic.replication.factor", "1",
          "transaction.state.log.replication.factor", "1",
          "transaction.state.log.min.isr", "1",
          "share.coordinator.state.topic.replication.factor", "1",
          "share.coordinator.state.topic.min.isr", "1",
          "group.initial.rebalance.delay.ms", "0");

  public BrokerConfig {
    properties = Map.copyOf(properties);
  }

  /**
   * What became of the properties.
   *
   * @param config null where there are problems
   * @param problems all of them, a sentence each
   * @param warnings a sentence each
   */
  public record Parsed(
      @Nullable BrokerConfig config, List<String> problems, List<String> warnings) {
    public Parsed {
      problems = List.copyOf(problems);
      warnings = List.copyOf(warnings);
    }

    /** The configuration where there are no problems. */
    public BrokerConfig get() {
      return Objects.requireNonNull(config, () -> String.join("; ", problems));
    }
  }

  /** The properties of a broker that is started without a property file. */
  public static Map<String, String> builtIn() {
    return BUILT_IN;
  }

  /** Reads a property file's texts. Total: every mistake is in the answer. */
  public static Parsed parse(Map<String, String> given) {
    Map<String, String> properties = withIdentity(given);
    List<String> problems = new ArrayList<>();
    properties.forEach(
        (name, text) -> {
          ConfigKey<?> key = BrokerKeys.find(name);
          String problem = key == null ? null : key.parse(text).problem();
          if (problem != null) {
            problems.add(problem);
          }
        });
    BrokerConfig config = assemble(properties, problems);
    List<String> sorted = problems.stream().distinct().sorted().toList();
    return new Parsed(sorted.isEmpty() ? config : null, sorted, PropertyWarnings.of(given));
  }

  private static Map<String, String> withIdentity(Map<String, String> given) {
    Map<String, String> properties = new LinkedHashMap<>(ALONE);
    String brokerId = given.get("broker.id");
    if (brokerId != null && !brokerId.trim().startsWith("-")) {
      properties.put("node.id", brokerId);
    }
    properties.putAll(given);
    properties.putIfAbsent("broker.id", properties.get("node.id"));
    return properties;
  }

  private static BrokerConfig assemble(Map<String, String> properties, List<String> problems) {
    Settings settings = new Settings(properties);
    problems.addAll(BrokerRules.problems(settings));
    return new BrokerConfig(
        NodeConfig.from(settings, problems),
        new ListenersParser(settings, problems).parse(),
        ConnectionConfig.from(settings, problems),
        StorageConfig.from(settings, problems),
        TopicCreationConfig.from(settings),
        FetchConfig.from(settings),
        GroupCoordinatorConfig.from(settings),
        TransactionConfig.from(settings),
        QuotaConfig.from(settings),
        QuorumConfig.from(settings, problems),
        Endpoint.parse(settings.get(OttlaKeys.OTTLA_HTTP_LISTENER)),
        properties);
  }
}
