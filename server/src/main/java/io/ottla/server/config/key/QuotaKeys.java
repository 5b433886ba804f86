package io.ottla.server.config.key;

import static io.ottla.server.config.key.ConfigType.CLASS;
import static io.ottla.server.config.key.ConfigType.INT;

/** Quotas. */
public final class QuotaKeys {
  static final KeyArea AREA = new KeyArea("Quotas");

  public static final ConfigKey<Integer> QUOTA_WINDOW_NUM =
      AREA.key("quota.window.num", INT, 11)
          .atLeast(1)
          .honoured()
          .low()
          .doc("Sample windows that client rates are averaged over.");

  public static final ConfigKey<Integer> QUOTA_WINDOW_SIZE_SECONDS =
      AREA.key("quota.window.size.seconds", INT, 1)
          .atLeast(1)
          .honoured()
          .low()
          .doc("The length of one such window.");

  public static final ConfigKey<Integer> CONTROLLER_QUOTA_WINDOW_NUM =
      AREA.key("controller.quota.window.num", INT, 11)
          .atLeast(1)
          .low()
          .doc("Sample windows that the rate of controller changes is averaged over.");

  public static final ConfigKey<Integer> CONTROLLER_QUOTA_WINDOW_SIZE_SECONDS =
      AREA.key("controller.quota.window.size.seconds", INT, 1)
          .atLeast(1)
          .low()
          .doc("The length of one such window.");

  public static final ConfigKey<Integer> ALTER_LOG_DIRS_REPLICATION_QUOTA_WINDOW_NUM =
      AREA.key("alter.log.dirs.replication.quota.window.num", INT, 11)
          .atLeast(1)
          .low()
          .doc("Sample windows that moves between data directories are averaged over.");

  public static final ConfigKey<Integer> ALTER_LOG_DIRS_REPLICATION_QUOTA_WINDOW_SIZE_SECONDS =
      AREA.key("alter.log.dirs.replication.quota.window.size.seconds", INT, 1)
          .atLeast(1)
          .low()
          .doc("The length of one such window.");

  public static final ConfigKey<String> CLIENT_QUOTA_CALLBACK_CLASS =
      AREA.key("client.quota.callback.class", CLASS)
          .low()
          .doc("A class that decides on client quotas.");

  private QuotaKeys() {}
}
