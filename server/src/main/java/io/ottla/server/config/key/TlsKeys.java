package io.ottla.server.config.key;

import static io.ottla.server.config.key.ConfigType.BOOLEAN;
import static io.ottla.server.config.key.ConfigType.CLASS;
import static io.ottla.server.config.key.ConfigType.LIST;
import static io.ottla.server.config.key.ConfigType.PASSWORD;
import static io.ottla.server.config.key.ConfigType.STRING;

import java.util.List;

/** TLS. */
public final class TlsKeys {
  static final KeyArea AREA = new KeyArea("TLS");

  public static final ConfigKey<Boolean> SSL_ALLOW_DN_CHANGES =
      AREA.key("ssl.allow.dn.changes", BOOLEAN, false)
          .low()
          .doc(
              "Whether a new certificate may have another distinguished name than the one it"
                  + " replaces.");

  public static final ConfigKey<Boolean> SSL_ALLOW_SAN_CHANGES =
      AREA.key("ssl.allow.san.changes", BOOLEAN, false)
          .low()
          .doc(
              "Whether a new certificate may have fewer alternative names than the one it"
                  + " replaces.");

  public static final ConfigKey<List<String>> SSL_CIPHER_SUITES =
      AREA.key("ssl.cipher.suites", LIST, List.of())
          .perBroker()
          .doc("The cipher suites offered; empty, the platform's.");

  public static final ConfigKey<String> SSL_CLIENT_AUTH =
      AREA.key("ssl.client.auth", STRING, "none")
          .oneOf("required", "requested", "none")
          .perBroker()
          .doc("Whether clients must, may or need not show a certificate.");

  public static final ConfigKey<List<String>> SSL_ENABLED_PROTOCOLS =
      AREA.key("ssl.enabled.protocols", LIST, List.of("TLSv1.2", "TLSv1.3"))
          .perBroker()
          .doc("The TLS versions offered.");

  public static final ConfigKey<String> SSL_ENDPOINT_IDENTIFICATION_ALGORITHM =
      AREA.key("ssl.endpoint.identification.algorithm", STRING, "https")
          .low()
          .perBroker()
          .doc("How a server's name is checked against its certificate; empty, not at all.");

  public static final ConfigKey<String> SSL_ENGINE_FACTORY_CLASS =
      AREA.key("ssl.engine.factory.class", CLASS).low().perBroker().doc("Makes the TLS engines.");

  public static final ConfigKey<String> SSL_KEY_PASSWORD =
      AREA.key("ssl.key.password", PASSWORD).perBroker().doc("The password of the private key.");

  public static final ConfigKey<String> SSL_KEYMANAGER_ALGORITHM =
      AREA.key("ssl.keymanager.algorithm", STRING, "SunX509")
          .perBroker()
          .doc("The platform's key manager to use.");

  public static final ConfigKey<String> SSL_KEYSTORE_CERTIFICATE_CHAIN =
      AREA.key("ssl.keystore.certificate.chain", PASSWORD)
          .perBroker()
          .doc("The certificate chain itself, as PEM text.");

  public static final ConfigKey<String> SSL_KEYSTORE_KEY =
      AREA.key("ssl.keystore.key", PASSWORD)
          .perBroker()
          .doc("The private key itself, as PEM text.");

  public static final ConfigKey<String> SSL_KEYSTORE_LOCATION =
      AREA.key("ssl.keystore.location", STRING)
          .perBroker()
          .doc("The file with key and certificate.");

  public static final ConfigKey<String> SSL_KEYSTORE_PASSWORD =
      AREA.key("ssl.keystore.password", PASSWORD).perBroker().doc("The password of that file.");

  public static final ConfigKey<String> SSL_KEYSTORE_TYPE =
      AREA.key("ssl.keystore.type", STRING, "JKS").perBroker().doc("Its format.");

  public static final ConfigKey<String> SSL_PRINCIPAL_MAPPING_RULES =
      AREA.key("ssl.principal.mapping.rules", STRING, "DEFAULT")
          .low()
          .doc("Rules that turn a certificate's distinguished name into a short name.");

  public static final ConfigKey<String> SSL_PROTOCOL =
      AREA.key("ssl.protocol", STRING, "TLSv1.3")
          .perBroker()
          .doc("The TLS version contexts are made for.");

  public static final ConfigKey<String> SSL_PROVIDER =
      AREA.key("ssl.provider", STRING).perBroker().doc("The Java security provider for TLS.");

  public static final ConfigKey<String> SSL_SECURE_RANDOM_IMPLEMENTATION =
      AREA.key("ssl.secure.random.implementation", STRING)
          .low()
          .perBroker()
          .doc("The platform's random generator to use.");

  public static final ConfigKey<String> SSL_TRUSTMANAGER_ALGORITHM =
      AREA.key("ssl.trustmanager.algorithm", STRING, "PKIX")
          .perBroker()
          .doc("The platform's trust manager to use.");

  public static final ConfigKey<String> SSL_TRUSTSTORE_CERTIFICATES =
      AREA.key("ssl.truststore.certificates", PASSWORD)
          .perBroker()
          .doc("The trusted certificates themselves, as PEM text.");

  public static final ConfigKey<String> SSL_TRUSTSTORE_LOCATION =
      AREA.key("ssl.truststore.location", STRING)
          .perBroker()
          .doc("The file with trusted certificates.");

  public static final ConfigKey<String> SSL_TRUSTSTORE_PASSWORD =
      AREA.key("ssl.truststore.password", PASSWORD).perBroker().doc("The password of that file.");

  public static final ConfigKey<String> SSL_TRUSTSTORE_TYPE =
      AREA.key("ssl.truststore.type", STRING, "JKS").perBroker().doc("Its format.");

  private TlsKeys() {}
}
