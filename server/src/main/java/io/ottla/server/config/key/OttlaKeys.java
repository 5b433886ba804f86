package io.ottla.server.config.key;

import static io.ottla.server.config.key.ConfigType.INT;
import static io.ottla.server.config.key.ConfigType.LONG;
import static io.ottla.server.config.key.ConfigType.STRING;

/** What only Ottla has. */
public final class OttlaKeys {
  static final KeyArea AREA = new KeyArea("Ottla's own");

  public static final ConfigKey<String> OTTLA_HTTP_LISTENER =
      AREA.key("ottla.http.listener", STRING, "127.0.0.1:9464")
          .matching("|\\S*:\\d{1,5}", "host:port, or nothing")
          .honoured()
          .doc("Where /metrics and /health are served, as host:port; empty, nowhere.");

  public static final ConfigKey<String> OTTLA_DURABILITY =
      AREA.key("ottla.durability", STRING, "page-cache")
          .oneOf("page-cache", "fsync")
          .high()
          .honoured()
          .doc("Whether a record counts as written once the operating system or the disk has it.");

  public static final ConfigKey<Long> OTTLA_DISK_RESERVE_BYTES =
      AREA.key("ottla.disk.reserve.bytes", LONG, 64L << 20)
          .atLeast(0)
          .honoured()
          .doc("Produces are refused while a data directory has less free space than this.");

  public static final ConfigKey<String> OTTLA_PRODUCE_VALIDATE =
      AREA.key("ottla.produce.validate", STRING, "header")
          .oneOf("header", "full")
          .honoured()
          .doc("Whether a produced batch is checked by its header and CRC or record by record.");

  public static final ConfigKey<Integer> OTTLA_FETCH_COPY_MAX_BYTES =
      AREA.key("ottla.fetch.copy.max.bytes", INT, 16 << 10)
          .atLeast(0)
          .low()
          .honoured()
          .doc(
              "Fetched records up to this size are copied into the answer, larger ones sent as"
                  + " files.");

  private OttlaKeys() {}
}
