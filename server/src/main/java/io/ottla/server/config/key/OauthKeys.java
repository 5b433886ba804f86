package io.ottla.server.config.key;

import static io.ottla.server.config.key.ConfigType.BOOLEAN;
import static io.ottla.server.config.key.ConfigType.CLASS;
import static io.ottla.server.config.key.ConfigType.INT;
import static io.ottla.server.config.key.ConfigType.LIST;
import static io.ottla.server.config.key.ConfigType.LONG;
import static io.ottla.server.config.key.ConfigType.PASSWORD;
import static io.ottla.server.config.key.ConfigType.STRING;

import java.util.List;

/** SASL with OAuth bearer tokens. */
public final class OauthKeys {
  static final KeyArea AREA = new KeyArea("SASL with OAuth bearer tokens");

  public static final ConfigKey<String> SASL_OAUTHBEARER_ASSERTION_ALGORITHM =
      AREA.key("sasl.oauthbearer.assertion.algorithm", STRING, "RS256")
          .oneOfIgnoringCase("ES256", "RS256")
          .doc("Signs the client assertion with this algorithm.");

  public static final ConfigKey<String> SASL_OAUTHBEARER_ASSERTION_CLAIM_AUD =
      AREA.key("sasl.oauthbearer.assertion.claim.aud", STRING)
          .doc("Audience of the client assertion.");

  public static final ConfigKey<Integer> SASL_OAUTHBEARER_ASSERTION_CLAIM_EXP_SECONDS =
      AREA.key("sasl.oauthbearer.assertion.claim.exp.seconds", INT, 300)
          .between(0, 86400)
          .low()
          .doc("Lifetime of the client assertion.");

  public static final ConfigKey<String> SASL_OAUTHBEARER_ASSERTION_CLAIM_ISS =
      AREA.key("sasl.oauthbearer.assertion.claim.iss", STRING)
          .doc("Issuer of the client assertion.");

  public static final ConfigKey<Boolean> SASL_OAUTHBEARER_ASSERTION_CLAIM_JTI_INCLUDE =
      AREA.key("sasl.oauthbearer.assertion.claim.jti.include", BOOLEAN, false)
          .doc("Whether each client assertion carries an id of its own.");

  public static final ConfigKey<Integer> SASL_OAUTHBEARER_ASSERTION_CLAIM_NBF_SECONDS =
      AREA.key("sasl.oauthbearer.assertion.claim.nbf.seconds", INT, 60)
          .between(0, 3600)
          .low()
          .doc("How far back a client assertion's validity begins.");

  public static final ConfigKey<String> SASL_OAUTHBEARER_ASSERTION_CLAIM_SUB =
      AREA.key("sasl.oauthbearer.assertion.claim.sub", STRING)
          .doc("Subject of the client assertion.");

  public static final ConfigKey<String> SASL_OAUTHBEARER_ASSERTION_FILE =
      AREA.key("sasl.oauthbearer.assertion.file", STRING)
          .doc("A file that holds a ready-made client assertion.");

  public static final ConfigKey<String> SASL_OAUTHBEARER_ASSERTION_PRIVATE_KEY_FILE =
      AREA.key("sasl.oauthbearer.assertion.private.key.file", STRING)
          .doc("The private key that signs client assertions.");

  public static final ConfigKey<String> SASL_OAUTHBEARER_ASSERTION_PRIVATE_KEY_PASSPHRASE =
      AREA.key("sasl.oauthbearer.assertion.private.key.passphrase", PASSWORD)
          .doc("The passphrase of that key.");

  public static final ConfigKey<String> SASL_OAUTHBEARER_ASSERTION_TEMPLATE_FILE =
      AREA.key("sasl.oauthbearer.assertion.template.file", STRING)
          .doc("A JSON file with further headers and claims of client assertions.");

  public static final ConfigKey<String> SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_ID =
      AREA.key("sasl.oauthbearer.client.credentials.client.id", STRING)
          .doc("The client id at the identity provider.");

  public static final ConfigKey<String> SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_SECRET =
      AREA.key("sasl.oauthbearer.client.credentials.client.secret", PASSWORD)
          .doc("The client secret at the identity provider.");

  public static final ConfigKey<Integer> SASL_OAUTHBEARER_CLOCK_SKEW_SECONDS =
      AREA.key("sasl.oauthbearer.clock.skew.seconds", INT, 30)
          .low()
          .doc("How far clocks may differ when a token is validated.");

  public static final ConfigKey<List<String>> SASL_OAUTHBEARER_EXPECTED_AUDIENCE =
      AREA.key("sasl.oauthbearer.expected.audience", LIST, List.of())
          .high()
          .doc("Audiences that a token may name.");

  public static final ConfigKey<String> SASL_OAUTHBEARER_EXPECTED_ISSUER =
      AREA.key("sasl.oauthbearer.expected.issuer", STRING)
          .high()
          .doc("The issuer that a token must name.");

  public static final ConfigKey<Long> SASL_OAUTHBEARER_JWKS_ENDPOINT_REFRESH_MS =
      AREA.key("sasl.oauthbearer.jwks.endpoint.refresh.ms", LONG, 3600000L)
          .low()
          .doc("How often the identity provider's keys are fetched anew.");

  public static final ConfigKey<Long> SASL_OAUTHBEARER_JWKS_ENDPOINT_RETRY_BACKOFF_MS =
      AREA.key("sasl.oauthbearer.jwks.endpoint.retry.backoff.ms", LONG, 100L)
          .low()
          .doc("First wait after the keys could not be fetched.");

  public static final ConfigKey<Long> SASL_OAUTHBEARER_JWKS_ENDPOINT_RETRY_BACKOFF_MAX_MS =
      AREA.key("sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms", LONG, 10000L)
          .low()
          .doc("Longest wait after the keys could not be fetched.");

  public static final ConfigKey<String> SASL_OAUTHBEARER_JWKS_ENDPOINT_URL =
      AREA.key("sasl.oauthbearer.jwks.endpoint.url", STRING)
          .doc("Where the identity provider's keys are, as a URL or a file.");

  public static final ConfigKey<String> SASL_OAUTHBEARER_JWT_RETRIEVER_CLASS =
      AREA.key(
              "sasl.oauthbearer.jwt.retriever.class",
              CLASS,
              "org.apache.kafka.common.security.oauthbearer.DefaultJwtRetriever")
          .doc("Obtains tokens.");

  public static final ConfigKey<String> SASL_OAUTHBEARER_JWT_VALIDATOR_CLASS =
      AREA.key(
              "sasl.oauthbearer.jwt.validator.class",
              CLASS,
              "org.apache.kafka.common.security.oauthbearer.DefaultJwtValidator")
          .doc("Validates tokens.");

  public static final ConfigKey<String> SASL_OAUTHBEARER_SCOPE =
      AREA.key("sasl.oauthbearer.scope", STRING)
          .doc("The scope asked for at the identity provider.");

  public static final ConfigKey<String> SASL_OAUTHBEARER_SCOPE_CLAIM_NAME =
      AREA.key("sasl.oauthbearer.scope.claim.name", STRING, "scope")
          .low()
          .doc("The claim that holds a token's scope.");

  public static final ConfigKey<String> SASL_OAUTHBEARER_SUB_CLAIM_NAME =
      AREA.key("sasl.oauthbearer.sub.claim.name", STRING, "sub")
          .low()
          .doc("The claim that holds a token's subject.");

  public static final ConfigKey<String> SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL =
      AREA.key("sasl.oauthbearer.token.endpoint.url", STRING).doc("Where tokens are issued.");

  private OauthKeys() {}
}
