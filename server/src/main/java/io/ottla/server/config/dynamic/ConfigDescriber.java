package io.ottla.server.config.dynamic;

import io.ottla.server.config.Settings;
import io.ottla.server.config.dynamic.ConfigEntry.Synonym;
import io.ottla.server.config.key.BrokerKeys;
import io.ottla.server.config.key.ConfigKey;
import io.ottla.server.config.key.ConfigKey.Fallback;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Answers DescribeConfigs from the keys and the layers, with Kafka's order of synonyms: layer by
 * layer, within a layer the name described before those it falls back to, beginning with the first
 * that bears the name described.
 *
 * <p>A value is told as it is read, {@code compact,delete} for {@code compact, delete}, and so is
 * what was set for the resource itself. A broker's layers are told as they are written.
 */
public final class ConfigDescriber {
  private static final List<ConfigSource> BROKER_LAYERS =
      List.of(
          ConfigSource.BROKER,
          ConfigSource.CLUSTER_DEFAULT,
          ConfigSource.STATIC,
          ConfigSource.DEFAULT);

  private final DynamicConfig config;
  private final Settings broker;

  public ConfigDescriber(DynamicConfig config) {
    this.config = config;
    this.broker = config.settings();
  }

  /** Every property of the broker, those it was given and does not know included. */
  public List<ConfigEntry> broker() {
    TreeSet<String> names = new TreeSet<>(BrokerKeys.BROKER.keySet());
    names.addAll(config.fixed().keySet());
    names.addAll(config.clusterDefaults().keySet());
    names.addAll(config.broker().keySet());
    return names.stream().map(this::brokerEntry).toList();
  }

  /** What was set at run time for all brokers; nothing else. */
  public List<ConfigEntry> clusterDefaults() {
    return new TreeSet<>(config.clusterDefaults().keySet())
        .stream()
            .map(
                name -> {
                  ConfigKey<?> key = BrokerKeys.findDynamic(name);
                  String text = hide(key, config.clusterDefaults().get(name));
                  ConfigSource source = ConfigSource.CLUSTER_DEFAULT;
                  return entry(name, key, text, List.of(new Synonym(name, text, source)));
                })
            .toList();
  }

  /** Every property of a topic. */
  public List<ConfigEntry> topic(Map<String, String> overrides) {
    return scoped(BrokerKeys.TOPIC, overrides, ConfigSource.TOPIC);
  }

  /** Every property of a topic as it is written, which is how CreateTopics tells of it. */
  public List<ConfigEntry> topicAsWritten(Map<String, String> overrides) {
    return scoped(BrokerKeys.TOPIC, overrides, ConfigSource.TOPIC, (key, text) -> text);
  }

  /** Every property of a group. */
  public List<ConfigEntry> group(Map<String, String> overrides) {
    return scoped(BrokerKeys.GROUP, overrides, ConfigSource.GROUP);
  }

  /** Every property of a client metrics subscription. */
  public List<ConfigEntry> clientMetrics(Map<String, String> overrides) {
    return scoped(BrokerKeys.CLIENT_METRICS, overrides, ConfigSource.CLIENT_METRICS);
  }

  private List<ConfigEntry> scoped(
      Map<String, ConfigKey<?>> keys, Map<String, String> overrides, ConfigSource source) {
    return scoped(keys, overrides, source, ConfigKey::canonical);
  }

  private List<ConfigEntry> scoped(
      Map<String, ConfigKey<?>> keys,
      Map<String, String> overrides,
      ConfigSource source,
      BiFunction<ConfigKey<?>, String, String> told) {
    Settings settings = new Settings(overrides, broker);
    return keys.values().stream()
        .map(
            key -> {
              List<Synonym> synonyms = new ArrayList<>();
              String own = overrides.get(key.name());
              if (own != null) {
                synonyms.add(new Synonym(key.name(), told.apply(key, own), source));
              }
              synonyms.addAll(inherited(key, source));
              String text = settings.text(key);
              String value = text == null ? null : told.apply(key, text);
              return entry(key.name(), key, value, synonyms);
            })
        .toList();
  }

  /** A group's key without a broker key shows its own default; a topic's shows nothing. */
  private List<Synonym> inherited(ConfigKey<?> key, ConfigSource scope) {
    if (!key.fallbacks().isEmpty()) {
      return brokerSynonyms(key.fallbacks().get(0).key());
    }
    return scope == ConfigSource.GROUP
        ? List.of(new Synonym(key.name(), key.defaultText(), ConfigSource.DEFAULT))
        : List.of();
  }

  private ConfigEntry brokerEntry(String name) {
    ConfigKey<?> key = BrokerKeys.findDynamic(name);
    List<Synonym> synonyms =
        key != null && key.name().equals(name) ? brokerSynonyms(key) : layers(name, key);
    String text = synonyms.isEmpty() || !named(synonyms, name) ? null : synonyms.get(0).value();
    String value = text == null || key == null ? text : key.canonical(text);
    return entry(name, key, value, synonyms);
  }

  private static boolean named(List<Synonym> synonyms, String name) {
    return synonyms.get(0).name().equals(name);
  }

  private List<Synonym> brokerSynonyms(ConfigKey<?> key) {
    List<ConfigKey<?>> keys = new ArrayList<>();
    keys.add(key);
    key.fallbacks().stream().map(Fallback::key).forEach(keys::add);
    List<Synonym> synonyms = new ArrayList<>();
    for (ConfigSource layer : BROKER_LAYERS) {
      for (ConfigKey<?> one : keys) {
        String text =
            layer == ConfigSource.DEFAULT ? one.defaultText() : config.layer(layer, one.name());
        boolean reached = !synonyms.isEmpty() || one.equals(key);
        if (text != null && reached) {
          synonyms.add(new Synonym(one.name(), hide(one, text), layer));
        }
      }
    }
    return synonyms;
  }

  /** A property of one listener, or one that is not known at all. */
  private List<Synonym> layers(String name, @Nullable ConfigKey<?> key) {
    List<Synonym> synonyms = new ArrayList<>();
    for (ConfigSource layer : BROKER_LAYERS) {
      String text = config.layer(layer, name);
      if (text != null) {
        synonyms.add(new Synonym(name, hide(key, text), layer));
      }
    }
    return synonyms;
  }

  private static ConfigEntry entry(
      String name, @Nullable ConfigKey<?> key, @Nullable String value, List<Synonym> synonyms) {
    ConfigSource source = synonyms.isEmpty() ? ConfigSource.DEFAULT : synonyms.get(0).source();
    return new ConfigEntry(
        name,
        value,
        source,
        key == null ? 0 : key.type().id(),
        sensitive(key),
        key == null || !key.dynamic(),
        synonyms,
        key == null ? "" : key.doc());
  }

  /** What is not known might be a secret. */
  private static boolean sensitive(@Nullable ConfigKey<?> key) {
    return key == null || key.type().sensitive();
  }

  private static @Nullable String hide(@Nullable ConfigKey<?> key, @Nullable String text) {
    return sensitive(key) ? null : text;
  }
}
