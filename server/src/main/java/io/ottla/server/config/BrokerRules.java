package io.ottla.server.config;

import java.util.ArrayList;
import java.util.List;

/** What a broker's values must be together, whichever layers they come from. */
public final class BrokerRules {
  private static final long MIN_DEDUPE_BYTES = 1 << 20;

  private BrokerRules() {}

  /** A sentence for each rule that the values break. */
  public static List<String> problems(Settings settings) {
    List<String> problems = new ArrayList<>();
    ConnectionLimits limits = ConnectionLimits.from(settings, problems);
    if (limits.maxPerIp() == 0 && limits.maxPerIpOverrides().isEmpty()) {
      problems.add("max.connections.per.ip of 0 needs max.connections.per.ip.overrides");
    }
    if (limits.creationRate() == 0) {
      problems.add("max.connection.creation.rate must be at least 1");
    }
    CleanerConfig cleaner = CleanerConfig.from(settings);
    if (cleaner.threads() == 0) {
      problems.add("log.cleaner.threads must be at least 1");
    } else if (cleaner.dedupeBufferBytes() / cleaner.threads() <= MIN_DEDUPE_BYTES) {
      problems.add("log.cleaner.dedupe.buffer.size must be above 1 MiB for each cleaner thread");
    }
    return problems;
  }
}
