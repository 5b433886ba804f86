package io.ottla.server.config.key;

import static io.ottla.server.config.key.ConfigType.CLASS;
import static io.ottla.server.config.key.ConfigType.DOUBLE;
import static io.ottla.server.config.key.ConfigType.INT;
import static io.ottla.server.config.key.ConfigType.LIST;
import static io.ottla.server.config.key.ConfigType.LONG;
import static io.ottla.server.config.key.ConfigType.PASSWORD;
import static io.ottla.server.config.key.ConfigType.SHORT;
import static io.ottla.server.config.key.ConfigType.STRING;

import java.util.List;

/** SASL. */
public final class SaslKeys {
  static final KeyArea AREA = new KeyArea("SASL");

  public static final ConfigKey<List<String>> SASL_ENABLED_MECHANISMS =
      AREA.key("sasl.enabled.mechanisms", LIST, List.of("GSSAPI"))
          .perBroker()
          .doc("The mechanisms clients may log in with.");

  public static final ConfigKey<String> SASL_MECHANISM_INTER_BROKER_PROTOCOL =
      AREA.key("sasl.mechanism.inter.broker.protocol", STRING, "GSSAPI")
          .perBroker()
          .doc("The mechanism brokers log in with at each other.");

  public static final ConfigKey<String> SASL_MECHANISM_CONTROLLER_PROTOCOL =
      AREA.key("sasl.mechanism.controller.protocol", STRING, "GSSAPI")
          .high()
          .doc("The mechanism for logging in at controllers.");

  public static final ConfigKey<String> SASL_JAAS_CONFIG =
      AREA.key("sasl.jaas.config", PASSWORD)
          .perBroker()
          .doc("The login module and its options, in the one-line JAAS form.");

  public static final ConfigKey<String> SASL_CLIENT_CALLBACK_HANDLER_CLASS =
      AREA.key("sasl.client.callback.handler.class", CLASS)
          .doc("Callback handler of the client side.");

  public static final ConfigKey<String> SASL_SERVER_CALLBACK_HANDLER_CLASS =
      AREA.key("sasl.server.callback.handler.class", CLASS)
          .doc("Callback handler of the server side.");

  public static final ConfigKey<Integer> SASL_SERVER_MAX_RECEIVE_SIZE =
      AREA.key("sasl.server.max.receive.size", INT, 524288)
          .doc("The largest message accepted before a login is complete.");

  public static final ConfigKey<String> SASL_LOGIN_CALLBACK_HANDLER_CLASS =
      AREA.key("sasl.login.callback.handler.class", CLASS)
          .doc("Callback handler that obtains the broker's own credentials.");

  public static final ConfigKey<String> SASL_LOGIN_CLASS =
      AREA.key("sasl.login.class", CLASS).doc("The class that logs the broker in.");

  public static final ConfigKey<Integer> SASL_LOGIN_CONNECT_TIMEOUT_MS =
      AREA.key("sasl.login.connect.timeout.ms", INT)
          .low()
          .doc("Connection time limit towards an identity provider.");

  public static final ConfigKey<Integer> SASL_LOGIN_READ_TIMEOUT_MS =
      AREA.key("sasl.login.read.timeout.ms", INT)
          .low()
          .doc("Read time limit towards an identity provider.");

  public static final ConfigKey<Short> SASL_LOGIN_REFRESH_BUFFER_SECONDS =
      AREA.key("sasl.login.refresh.buffer.seconds", SHORT, (short) 300)
          .perBroker()
          .doc("Time to spare that a refreshed credential must have before the old one ends.");

  public static final ConfigKey<Short> SASL_LOGIN_REFRESH_MIN_PERIOD_SECONDS =
      AREA.key("sasl.login.refresh.min.period.seconds", SHORT, (short) 60)
          .perBroker()
          .doc("The least time between two refreshes of a credential.");

  public static final ConfigKey<Double> SASL_LOGIN_REFRESH_WINDOW_FACTOR =
      AREA.key("sasl.login.refresh.window.factor", DOUBLE, 0.8)
          .perBroker()
          .doc("The share of its lifetime after which a credential is refreshed.");

  public static final ConfigKey<Double> SASL_LOGIN_REFRESH_WINDOW_JITTER =
      AREA.key("sasl.login.refresh.window.jitter", DOUBLE, 0.05)
          .perBroker()
          .doc("The random part of the refresh time, as a share of the lifetime.");

  public static final ConfigKey<Long> SASL_LOGIN_RETRY_BACKOFF_MS =
      AREA.key("sasl.login.retry.backoff.ms", LONG, 100L)
          .low()
          .doc("First wait after a failed call to an identity provider.");

  public static final ConfigKey<Long> SASL_LOGIN_RETRY_BACKOFF_MAX_MS =
      AREA.key("sasl.login.retry.backoff.max.ms", LONG, 10000L)
          .low()
          .doc("Longest wait after a failed call to an identity provider.");

  public static final ConfigKey<String> SASL_KERBEROS_KINIT_CMD =
      AREA.key("sasl.kerberos.kinit.cmd", STRING, "/usr/bin/kinit")
          .perBroker()
          .doc("The kinit command.");

  public static final ConfigKey<Long> SASL_KERBEROS_MIN_TIME_BEFORE_RELOGIN =
      AREA.key("sasl.kerberos.min.time.before.relogin", LONG, 60000L)
          .perBroker()
          .doc("Milliseconds between two checks of a ticket.");

  public static final ConfigKey<List<String>> SASL_KERBEROS_PRINCIPAL_TO_LOCAL_RULES =
      AREA.key("sasl.kerberos.principal.to.local.rules", LIST, List.of("DEFAULT"))
          .perBroker()
          .doc("Rules that turn Kerberos principals into short names.");

  public static final ConfigKey<String> SASL_KERBEROS_SERVICE_NAME =
      AREA.key("sasl.kerberos.service.name", STRING)
          .perBroker()
          .doc("The Kerberos name that brokers run under.");

  public static final ConfigKey<Double> SASL_KERBEROS_TICKET_RENEW_JITTER =
      AREA.key("sasl.kerberos.ticket.renew.jitter", DOUBLE, 0.05)
          .perBroker()
          .doc("The random part of the renewal time of a ticket.");

  public static final ConfigKey<Double> SASL_KERBEROS_TICKET_RENEW_WINDOW_FACTOR =
      AREA.key("sasl.kerberos.ticket.renew.window.factor", DOUBLE, 0.8)
          .perBroker()
          .doc("The share of its lifetime after which a ticket is renewed.");

  private SaslKeys() {}
}
