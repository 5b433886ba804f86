package io.ottla.server.cli;

import io.ottla.server.config.key.BrokerKeys;
import io.ottla.server.config.key.ConfigKey;
import io.ottla.server.config.key.ConfigKey.UpdateMode;
import io.ottla.server.config.key.KeyArea;
import java.util.Collection;
import java.util.Locale;

/** The reference of all properties, made from the keys. */
public final class ConfigDoc {
  private static final String HEAD =
      """
      # Configuration

      Generated from the keys in `io.ottla.server.config.key` by `bin/ottla config-doc`.

      Names and defaults are Kafka's, but for the default of `socket.receive.buffer.bytes`; names that
      begin with `ottla.` are ours. *Changes*: `start` needs a restart, `broker` can be set at run time for one broker, `cluster` for one broker or for all. A name in parentheses is accepted but has no effect yet, or none on a single node; a start says in one line which of these its own properties set.
      """;

  private ConfigDoc() {}

  /** Markdown, ending with a line feed. */
  public static String text() {
    StringBuilder text = new StringBuilder(HEAD);
    for (KeyArea area : BrokerKeys.AREAS) {
      section(text, "Broker: " + area.title(), area.keys());
    }
    section(text, "Topic", BrokerKeys.TOPIC.values());
    section(text, "Group", BrokerKeys.GROUP.values());
    section(text, "Client metrics subscription", BrokerKeys.CLIENT_METRICS.values());
    return text.toString();
  }

  private static void section(
      StringBuilder text, String title, Collection<? extends ConfigKey<?>> keys) {
    text.append("\n## ").append(title).append("\n\n");
    text.append("| property | type | default | accepted | changes | meaning |\n");
    text.append("| --- | --- | --- | --- | --- | --- |\n");
    keys.forEach(key -> text.append(row(key)));
  }

  private static String row(ConfigKey<?> key) {
    String name = "`" + key.name() + "`";
    return "| "
        + (key.honoured() ? name : "(" + name + ")")
        + " | "
        + key.type().name().toLowerCase(Locale.ROOT)
        + " | "
        + cell(defaultText(key))
        + " | "
        + cell(key.constraint().text())
        + " | "
        + changes(key.updateMode())
        + " | "
        + key.doc().replace("|", "\\|")
        + " |\n";
  }

  private static String defaultText(ConfigKey<?> key) {
    if (!key.fallbacks().isEmpty()) {
      return key.fallbacks().get(0).key().name();
    }
    String text = key.defaultText();
    return text == null ? "" : text;
  }

  private static String cell(String text) {
    return text.isEmpty() ? "" : "`" + text.replace("|", "\\|") + "`";
  }

  private static String changes(UpdateMode mode) {
    return switch (mode) {
      case READ_ONLY -> "start";
      case PER_BROKER -> "broker";
      case CLUSTER_WIDE -> "cluster";
    };
  }
}
