package io.ottla.compat.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.WithBroker;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.message.ApiMessageType;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.DescribeAclsRequestData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.junit.jupiter.api.Test;

/** What is advertised is served: each version gets an answer that parses to its last byte. */
@WithBroker
final class EveryVersionScenario {
  /**
   * An empty request changes the cluster, or is one of no transaction at all, which Apache Kafka
   * never answers (AddPartitionsToTxn from version 4 on).
   */
  private static final Set<ApiKeys> NOT_ASKED =
      EnumSet.of(
          ApiKeys.UNREGISTER_BROKER,
          ApiKeys.ADD_RAFT_VOTER,
          ApiKeys.REMOVE_RAFT_VOTER,
          ApiKeys.ADD_PARTITIONS_TO_TXN);

  private static final byte ANY = 1;

  private final BrokerUnderTest broker;

  EveryVersionScenario(BrokerUnderTest broker) {
    this.broker = broker;
  }

  @Test
  void everyAdvertisedVersionAnswersAnEmptyRequest() {
    Map<ApiKeys, ApiVersion> served;
    try (RawConnection connection = RawConnection.to(broker)) {
      served = ApiVersionsScenario.ask(connection, 3);
    }
    List<String> broken = new ArrayList<>();
    served.forEach((api, range) -> broken.addAll(brokenVersions(api, range)));

    assertThat(broken).isEmpty();
  }

  private List<String> brokenVersions(ApiKeys api, ApiVersion range) {
    List<String> broken = new ArrayList<>();
    int first = api == ApiKeys.PRODUCE ? 3 : range.minVersion();
    for (int version = first; version <= range.maxVersion(); version++) {
      if (NOT_ASKED.contains(api)) {
        continue;
      }
      try (RawConnection connection = RawConnection.to(broker)) {
        int correlationId = connection.send(api, version, emptyRequest(api));
        ApiMessage answer = connection.receive(api, version, correlationId);
        assertThat(answer).isNotNull();
      } catch (RuntimeException | AssertionError e) {
        broken.add(api + " v" + version + ": " + e);
      }
    }
    return broken;
  }

  private static ApiMessage emptyRequest(ApiKeys api) {
    ApiMessage request = ApiMessageType.fromApiKey(api.id).newRequest();
    if (request instanceof ProduceRequestData produce) {
      return produce.setAcks((short) 1);
    }
    if (request instanceof DescribeAclsRequestData describe) {
      return describe
          .setResourceTypeFilter(ANY)
          .setPatternTypeFilter(ANY)
          .setOperation(ANY)
          .setPermissionType(ANY);
    }
    return request instanceof ApiVersionsRequestData ? ApiVersionsScenario.request() : request;
  }
}
