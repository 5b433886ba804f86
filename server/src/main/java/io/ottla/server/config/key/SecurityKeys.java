package io.ottla.server.config.key;

import static io.ottla.server.config.key.ConfigType.CLASS;
import static io.ottla.server.config.key.ConfigType.INT;
import static io.ottla.server.config.key.ConfigType.LIST;
import static io.ottla.server.config.key.ConfigType.LONG;
import static io.ottla.server.config.key.ConfigType.PASSWORD;
import static io.ottla.server.config.key.ConfigType.STRING;

import java.util.List;

/** Principals, authorization and delegation tokens. */
public final class SecurityKeys {
  static final KeyArea AREA = new KeyArea("Principals, authorization and delegation tokens");

  public static final ConfigKey<String> AUTHORIZER_CLASS_NAME =
      AREA.key("authorizer.class.name", STRING, "")
          .low()
          .doc(
              "Who decides what a principal may do; the standard authorizer of Kafka is known by"
                  + " its name.");

  public static final ConfigKey<String> PRINCIPAL_BUILDER_CLASS =
      AREA.key(
              "principal.builder.class",
              CLASS,
              "org.apache.kafka.common.security.authenticator.DefaultKafkaPrincipalBuilder")
          .perBroker()
          .doc("Makes the principal of a connection from what it authenticated with.");

  public static final ConfigKey<String> SECURITY_PROVIDERS =
      AREA.key("security.providers", STRING).low().doc("Java security providers to register.");

  public static final ConfigKey<Integer> CONNECTION_FAILED_AUTHENTICATION_DELAY_MS =
      AREA.key("connection.failed.authentication.delay.ms", INT, 100)
          .atLeast(0)
          .low()
          .doc("How long the answer to a failed login is held back.");

  public static final ConfigKey<Long> CONNECTIONS_MAX_REAUTH_MS =
      AREA.key("connections.max.reauth.ms", LONG, 0L)
          .doc("A session must log in again after so long; 0 never.");

  public static final ConfigKey<List<String>> CONFIG_PROVIDERS =
      AREA.key("config.providers", LIST, List.of())
          .low()
          .clusterWide()
          .doc("Providers that resolve references in property values.");

  public static final ConfigKey<String> DELEGATION_TOKEN_SECRET_KEY =
      AREA.key("delegation.token.secret.key", PASSWORD)
          .doc("The key that delegation tokens are signed with, the same at every node.");

  public static final ConfigKey<Long> DELEGATION_TOKEN_EXPIRY_CHECK_INTERVAL_MS =
      AREA.key("delegation.token.expiry.check.interval.ms", LONG, 3600000L)
          .atLeast(1)
          .low()
          .doc("How often expired tokens are removed.");

  public static final ConfigKey<Long> DELEGATION_TOKEN_EXPIRY_TIME_MS =
      AREA.key("delegation.token.expiry.time.ms", LONG, 86400000L)
          .atLeast(1)
          .doc("A token not renewed for so long expires.");

  public static final ConfigKey<Long> DELEGATION_TOKEN_MAX_LIFETIME_MS =
      AREA.key("delegation.token.max.lifetime.ms", LONG, 604800000L)
          .atLeast(1)
          .doc("No token lives longer than this.");

  private SecurityKeys() {}
}
