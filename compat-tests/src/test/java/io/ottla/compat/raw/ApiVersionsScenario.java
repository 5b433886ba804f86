package io.ottla.compat.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.WithBroker;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.message.ApiMessageType.ListenerType;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithBroker
final class ApiVersionsScenario {
  private final BrokerUnderTest broker;

  ApiVersionsScenario(BrokerUnderTest broker) {
    this.broker = broker;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void theResponseHeaderHasNoTaggedFields(int version) {
    try (RawConnection connection = RawConnection.to(broker)) {
      int correlationId = connection.send(ApiKeys.API_VERSIONS, version, request());

      ByteBuffer frame = connection.receiveFrame();

      assertThat(frame.getInt()).isEqualTo(correlationId);
      assertThat(frame.getShort(4)).as("error code right behind it").isZero();
      ApiVersionsResponseData body =
          new ApiVersionsResponseData(new ByteBufferAccessor(frame), (short) version);
      assertThat(body.apiKeys()).hasSizeGreaterThan(20);
      assertThat(frame.remaining()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 99, 32_767})
  void aVersionFromTheFutureIsAnsweredInVersion0WithWhatIsServed(int version) {
    try (RawConnection connection = RawConnection.to(broker)) {
      connection.write(futureRequest(version, 77));

      ByteBuffer frame = connection.receiveFrame();

      assertThat(frame.getInt()).isEqualTo(77);
      ApiVersionsResponseData body =
          new ApiVersionsResponseData(new ByteBufferAccessor(frame), (short) 0);
      assertThat(body.errorCode()).isEqualTo((short) 35);
      assertThat(body.apiKeys().find(ApiKeys.API_VERSIONS.id).maxVersion())
          .isGreaterThanOrEqualTo((short) 4);
      assertThat(frame.remaining()).isZero();
      assertThat(ask(connection, 3)).as("the connection lives on").isNotEmpty();
    }
  }

  /** Header version 2 and a body that nobody knows yet. */
  private static byte[] futureRequest(int version, int correlationId) {
    byte[] clientId = "tomorrow".getBytes(StandardCharsets.UTF_8);
    byte[] unknown = {5, 1, 2, 3, 4, 0};
    int size = 2 + 2 + 4 + 2 + clientId.length + 1 + unknown.length;
    return ByteBuffer.allocate(4 + size)
        .putInt(size)
        .putShort(ApiKeys.API_VERSIONS.id)
        .putShort((short) version)
        .putInt(correlationId)
        .putShort((short) clientId.length)
        .put(clientId)
        .put((byte) 0)
        .put(unknown)
        .array();
  }

  @Test
  void produceIsAdvertisedFromVersion0() {
    try (RawConnection connection = RawConnection.to(broker)) {
      ApiVersion produce = range(ask(connection, 3), ApiKeys.PRODUCE);

      assertThat(produce.minVersion()).isZero();
      assertThat(produce.maxVersion()).isEqualTo((short) 13);
    }
  }

  @Test
  void nothingIsAdvertisedThatIsNotForClientsOrNotStable() {
    try (RawConnection connection = RawConnection.to(broker)) {
      Map<ApiKeys, ApiVersion> served = ask(connection, 3);

      served.forEach(
          (api, range) -> {
            assertThat(api.inScope(ListenerType.BROKER)).as(api.name).isTrue();
            assertThat(range.maxVersion())
                .as(api.name)
                .isLessThanOrEqualTo(api.latestVersion(false));
          });
      assertThat(range(served, ApiKeys.INIT_PRODUCER_ID).maxVersion()).isEqualTo((short) 5);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FETCH",
        "LIST_OFFSETS",
        "METADATA",
        "OFFSET_COMMIT",
        "OFFSET_FETCH",
        "FIND_COORDINATOR",
        "JOIN_GROUP",
        "HEARTBEAT",
        "LEAVE_GROUP",
        "SYNC_GROUP",
        "DESCRIBE_GROUPS",
        "LIST_GROUPS",
        "CREATE_TOPICS",
        "DELETE_TOPICS",
        "DELETE_RECORDS",
        "OFFSET_FOR_LEADER_EPOCH",
        "DESCRIBE_CONFIGS",
        "ALTER_CONFIGS",
        "DESCRIBE_LOG_DIRS",
        "CREATE_PARTITIONS",
        "INCREMENTAL_ALTER_CONFIGS",
        "OFFSET_DELETE",
        "DESCRIBE_QUORUM",
        "UPDATE_FEATURES",
        "DESCRIBE_CLUSTER",
        "DESCRIBE_PRODUCERS",
        "LIST_CONFIG_RESOURCES",
        "DESCRIBE_TOPIC_PARTITIONS",
        "LIST_PARTITION_REASSIGNMENTS",
        "ELECT_LEADERS",
        "DESCRIBE_ACLS"
      })
  void theOldestVersionIsServedStill(String name) {
    ApiKeys api = ApiKeys.valueOf(name);
    try (RawConnection connection = RawConnection.to(broker)) {
      ApiVersion range = range(ask(connection, 3), api);

      assertThat(range.minVersion()).isEqualTo(api.oldestVersion());
    }
  }

  @Test
  void featuresAreThoseOfKafka() {
    try (RawConnection connection = RawConnection.to(broker)) {
      ApiVersionsResponseData response =
          connection.ask(ApiKeys.API_VERSIONS, 4, request(), ApiVersionsResponseData.class);

      var metadata = response.supportedFeatures().find("metadata.version");
      assertThat(metadata.minVersion()).isEqualTo((short) 7);
      assertThat(metadata.maxVersion()).isEqualTo((short) 30);
      assertThat(response.supportedFeatures().find("transaction.version").maxVersion())
          .isEqualTo((short) 2);
      assertThat(response.finalizedFeatures().find("metadata.version").maxVersionLevel())
          .isEqualTo((short) 30);
      assertThat(response.finalizedFeaturesEpoch()).isNotNegative();
    }
  }

  private static ApiVersion range(Map<ApiKeys, ApiVersion> served, ApiKeys api) {
    return Objects.requireNonNull(served.get(api), api.name);
  }

  static ApiVersionsRequestData request() {
    return new ApiVersionsRequestData()
        .setClientSoftwareName("raw")
        .setClientSoftwareVersion("1.0");
  }

  static Map<ApiKeys, ApiVersion> ask(RawConnection connection, int version) {
    return connection
        .ask(ApiKeys.API_VERSIONS, version, request(), ApiVersionsResponseData.class)
        .apiKeys()
        .stream()
        .collect(Collectors.toMap(range -> ApiKeys.forId(range.apiKey()), Function.identity()));
  }
}
