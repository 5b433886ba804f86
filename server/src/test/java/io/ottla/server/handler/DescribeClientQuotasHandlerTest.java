package io.ottla.server.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.replication.image.QuotaEntity;
import io.ottla.server.request.Authorizer;
import io.ottla.wire.message.DescribeClientQuotasRequest;
import io.ottla.wire.message.DescribeClientQuotasRequest.ComponentData;
import io.ottla.wire.message.DescribeClientQuotasResponse;
import io.ottla.wire.message.DescribeClientQuotasResponse.EntryData;
import io.ottla.wire.protocol.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DescribeClientQuotasHandlerTest {
  private final Cluster cluster = Cluster.ofOneBroker();

  DescribeClientQuotasHandlerTest() {
    quota(Map.of("user", "ann"));
    quota(Map.of("user", "bob", "client-id", "app"));
    Map<String, @Nullable String> anyUser = new HashMap<>();
    anyUser.put("user", null);
    quota(anyUser);
  }

  @Test
  void withoutAFilterAllAreTold() {
    assertThat(entries(false)).hasSize(3);
  }

  @Test
  void entitiesMatchByNameByDefaultAndByType() {
    assertThat(entries(false, new ComponentData("user", (byte) 0, "ann"))).hasSize(1);
    assertThat(entries(false, new ComponentData("user", (byte) 1, null))).hasSize(1);
    assertThat(entries(false, new ComponentData("user", (byte) 2, null))).hasSize(3);
    assertThat(entries(false, new ComponentData("ip", (byte) 2, null))).isEmpty();
  }

  @Test
  void strictFiltersWantNoOtherTypes() {
    assertThat(entries(true, new ComponentData("user", (byte) 2, null))).hasSize(2);
  }

  @Test
  void badFiltersAndStrangersAreRefused() {
    assertThat(error(Authorizer.ALLOW_ALL, new ComponentData("user", (byte) 9, null)))
        .isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(error(Authorizer.ALLOW_ALL, new ComponentData("planet", (byte) 2, null)))
        .isEqualTo(ErrorCode.UNSUPPORTED_VERSION);
    assertThat(error(Exchange.denyAll())).isEqualTo(ErrorCode.CLUSTER_AUTHORIZATION_FAILED);
  }

  private void quota(Map<String, @Nullable String> entity) {
    cluster.replay(new QuotaEntity(entity).set("producer_byte_rate", 1_000));
  }

  private @Nullable List<EntryData> entries(boolean strict, ComponentData... filter) {
    return ask(Authorizer.ALLOW_ALL, strict, filter).entries();
  }

  private ErrorCode error(Authorizer authorizer, ComponentData... filter) {
    return ErrorCode.of(ask(authorizer, false, filter).errorCode());
  }

  private DescribeClientQuotasResponse ask(
      Authorizer authorizer, boolean strict, ComponentData... filter) {
    return Exchange.of(
            new DescribeClientQuotasHandler(cluster, authorizer),
            new DescribeClientQuotasRequest(List.of(filter), strict),
            1)
        .response(DescribeClientQuotasResponse.class);
  }
}
