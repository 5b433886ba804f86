package io.ottla.server.config;

import io.ottla.server.config.key.QuotaKeys;

/**
 * How the rates of clients are measured.
 *
 * @param windows that a rate is taken over
 * @param windowMs the length of one
 */
public record QuotaConfig(int windows, long windowMs) {
  static QuotaConfig from(Settings settings) {
    return new QuotaConfig(
        settings.get(QuotaKeys.QUOTA_WINDOW_NUM),
        settings.get(QuotaKeys.QUOTA_WINDOW_SIZE_SECONDS) * 1_000L);
  }

  /** How many seconds' worth may be used up in a burst: all windows but one. */
  public double burstSeconds() {
    return (windows - 1) * windowMs / 1000.0;
  }
}
