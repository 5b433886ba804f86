package io.ottla.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.replication.image.ConfigResource;
import io.ottla.server.config.dynamic.ConfigSource;
import io.ottla.server.config.dynamic.DynamicConfig;
import io.ottla.server.logging.LoggerTree;
import io.ottla.server.replica.TopicConfigs;
import io.ottla.server.request.Authorizer;
import io.ottla.wire.message.DescribeConfigsRequest;
import io.ottla.wire.message.DescribeConfigsRequest.DescribeConfigsResource;
import io.ottla.wire.message.DescribeConfigsResponse;
import io.ottla.wire.message.DescribeConfigsResponse.DescribeConfigsResourceResult;
import io.ottla.wire.message.DescribeConfigsResponse.DescribeConfigsResult;
import io.ottla.wire.message.DescribeConfigsResponse.DescribeConfigsSynonym;
import io.ottla.wire.protocol.ErrorCode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DescribeConfigsHandlerTest {
  private final Cluster cluster = Cluster.ofOneBroker();
  private final ClusterConfigs configs =
      new ClusterConfigs(
          new TopicConfigs(
              new DynamicConfig(Map.of("log.retention.ms", "1000"), Map.of(), Map.of()), 1),
          cluster);

  @Test
  void everyVersionTellsATopicsProperties() {
    cluster.topic("orders", 1);

    for (int version = 1; version <= 4; version++) {
      DescribeConfigsResult result =
          describe(Authorizer.ALLOW_ALL, version, ConfigResource.TOPIC, "orders", "cleanup.policy");
      assertThat(result.configs())
          .extracting(DescribeConfigsResourceResult::value)
          .containsExactly("delete");
    }
  }

  @Test
  void ownValueComesBeforeTheBrokers() {
    cluster.topic("orders", 1);
    cluster.config(ConfigResource.topic("orders"), "retention.ms", "5");

    DescribeConfigsResourceResult row =
        describe(Authorizer.ALLOW_ALL, 4, ConfigResource.TOPIC, "orders", "retention.ms")
            .configs()
            .get(0);

    assertThat(row.value()).isEqualTo("5");
    assertThat(row.configSource()).isEqualTo(ConfigSource.TOPIC.id());
    assertThat(row.synonyms())
        .startsWith(
            new DescribeConfigsSynonym("retention.ms", "5", ConfigSource.TOPIC.id()),
            new DescribeConfigsSynonym("log.retention.ms", "1000", ConfigSource.STATIC.id()));
    assertThat(row.documentation()).isNotEmpty();
  }

  @Test
  void synonymsAndDocumentationAreToldOnDemand() {
    cluster.topic("orders", 1);
    DescribeConfigsRequest request =
        new DescribeConfigsRequest(List.of(resource(ConfigResource.TOPIC, "orders")), false, false);

    DescribeConfigsResourceResult row = ask(Authorizer.ALLOW_ALL, request, 4).configs().get(0);

    assertThat(row.synonyms()).isEmpty();
    assertThat(row.documentation()).isNull();
  }

  @Test
  void thisBrokerAndTheDefaultOfAllAreDescribed() {
    cluster.config(ConfigResource.ALL_BROKERS, "log.retention.ms", "7");

    assertThat(
            describe(Authorizer.ALLOW_ALL, 4, ConfigResource.BROKER, "1", "log.retention.ms")
                .configs()
                .get(0)
                .value())
        .isEqualTo("7");
    assertThat(describe(Authorizer.ALLOW_ALL, 4, ConfigResource.BROKER, "").configs()).hasSize(1);
  }

  @Test
  void groupsAndSubscriptionsNeedNotExist() {
    assertThat(describe(Authorizer.ALLOW_ALL, 4, ConfigResource.GROUP, "g").configs()).isNotEmpty();
    assertThat(describe(Authorizer.ALLOW_ALL, 4, ConfigResource.CLIENT_METRICS, "s").configs())
        .isNotEmpty();
  }

  @Test
  void loggersHaveTheirLevels() {
    List<DescribeConfigsResourceResult> rows =
        describe(Authorizer.ALLOW_ALL, 4, ConfigResource.BROKER_LOGGER, "1", "root").configs();

    assertThat(rows)
        .containsExactly(
            new DescribeConfigsResourceResult(
                "root",
                "INFO",
                false,
                ConfigSource.BROKER_LOGGER.id(),
                false,
                List.of(),
                (byte) 0,
                ""));
  }

  @Test
  void badNamesAreRefused() {
    assertThat(error(ConfigResource.TOPIC, "absent"))
        .isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    assertThat(error(ConfigResource.TOPIC, "a b")).isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
    assertThat(error(ConfigResource.BROKER, "2")).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(error(ConfigResource.BROKER, "x")).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(error(ConfigResource.BROKER_LOGGER, "")).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(error(ConfigResource.GROUP, "")).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(error((byte) 99, "x")).isEqualTo(ErrorCode.INVALID_REQUEST);
  }

  @Test
  void eachKindNeedsItsOwnRight() {
    assertThat(describe(Exchange.denyAll(), 4, ConfigResource.TOPIC, "t").errorCode())
        .isEqualTo(ErrorCode.TOPIC_AUTHORIZATION_FAILED.code());
    assertThat(describe(Exchange.denyAll(), 4, ConfigResource.BROKER, "1").errorCode())
        .isEqualTo(ErrorCode.CLUSTER_AUTHORIZATION_FAILED.code());
  }

  private ErrorCode error(byte type, String name) {
    return ErrorCode.of(describe(Authorizer.ALLOW_ALL, 4, type, name).errorCode());
  }

  private DescribeConfigsResult describe(
      Authorizer authorizer, int version, byte type, String name, String... keys) {
    return ask(
        authorizer,
        new DescribeConfigsRequest(List.of(resource(type, name, keys)), true, version >= 3),
        version);
  }

  private DescribeConfigsResult ask(
      Authorizer authorizer, DescribeConfigsRequest request, int version) {
    DescribeConfigsHandler handler =
        new DescribeConfigsHandler(
            cluster, Cluster.IDENTITY, authorizer, configs, new BrokerLoggers(new LoggerTree()));
    return Exchange.of(handler, request, version)
        .response(DescribeConfigsResponse.class)
        .results()
        .get(0);
  }

  private static DescribeConfigsResource resource(byte type, String name, String... keys) {
    return new DescribeConfigsResource(type, name, keys.length == 0 ? null : List.of(keys));
  }
}
