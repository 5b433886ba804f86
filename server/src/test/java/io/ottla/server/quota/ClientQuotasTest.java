package io.ottla.server.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.replication.controller.MutationQuota;
import io.ottla.replication.image.QuotaEntity;
import io.ottla.replication.image.QuotasImage;
import io.ottla.runtime.ManualClock;
import io.ottla.runtime.ManualLoop;
import io.ottla.server.request.ListenerInfo;
import io.ottla.server.request.Principal;
import io.ottla.server.request.RequestContext;
import io.ottla.wire.protocol.ApiKey;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;
import org.pcollections.TreePMap;

class ClientQuotasTest {
  private static final int WINDOWS = 11;
  private static final long WINDOW_MS = 1_000;

  private final ManualClock clock = new ManualClock(0);
  private HashPMap<QuotaEntity, TreePMap<String, Double>> entities = HashTreePMap.empty();
  private final ClientQuotas quotas =
      new ClientQuotas(() -> new QuotasImage(entities), clock, WINDOWS, WINDOW_MS);

  @Test
  void nobodyStaysAwayWithoutAQuota() {
    assertThat(produced("app", 1 << 30)).isZero();
    assertThat(quotas.beforeRecords(context(ApiKey.FETCH, "app"), 1 << 30)).isZero();
  }

  @Test
  void aProducerStaysAwayUntilHisRateIsBackAtItsBound() {
    set("producer_byte_rate", 1_000, null, "app");

    assertThat(produced("app", 10_000)).isZero(); // the burst of ten seconds
    assertThat(produced("app", 5_000)).isEqualTo(5_000);
    clock.advanceMs(5_000);
    assertThat(produced("app", 0)).isZero();
  }

  @Test
  void whoWaitsLongEnoughHasHisBurstAgain() {
    set("producer_byte_rate", 1_000, null, "app");
    assertThat(produced("app", 20_000)).isEqualTo(10_000);

    clock.advanceMs(20_000);

    assertThat(produced("app", 10_000)).isZero();
    assertThat(produced("app", 1_000)).isEqualTo(1_000);
  }

  @Test
  void recordsThatAreNotSentAreNotCounted() {
    set("consumer_byte_rate", 1_000, null, "app");
    RequestContext fetch = context(ApiKey.FETCH, "app");

    assertThat(quotas.beforeRecords(fetch, 10_000)).isZero();
    assertThat(quotas.beforeRecords(fetch, 2_000)).isEqualTo(2_000);
    assertThat(quotas.beforeRecords(fetch, 3_000)).isEqualTo(3_000);
    clock.advanceMs(2_000);
    assertThat(quotas.beforeRecords(fetch, 2_000)).isZero();
  }

  @Test
  void noMoreRecordsAreAskedForThanTheBurst() {
    set("consumer_byte_rate", 1_000, null, "app");
    set("consumer_byte_rate", 0.01, null, "slow");

    assertThat(quotas.mostRecords(context(ApiKey.FETCH, "app"))).isEqualTo(10_000);
    assertThat(quotas.mostRecords(context(ApiKey.FETCH, "slow"))).isEqualTo(1);
    assertThat(quotas.mostRecords(context(ApiKey.FETCH, "other"))).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void aBatchAboveTheBurstIsSentOnceNothingIsOwedAndPaidForAfterwards() {
    set("consumer_byte_rate", 1_000, null, "app");
    RequestContext fetch = context(ApiKey.FETCH, "app");
    assertThat(quotas.beforeRecords(fetch, 500)).isZero();

    assertThat(quotas.beforeRecords(fetch, 25_000)).isEqualTo(500);
    clock.advanceMs(500);
    assertThat(quotas.beforeRecords(fetch, 25_000)).isZero();
    assertThat(quotas.beforeRecords(fetch, 0)).isEqualTo(15_000);
    assertThat(quotas.beforeRecords(fetch, 25_000)).isEqualTo(25_000);
  }

  @Test
  void whoHasChangedTooManyPartitionsIsRefusedUntilHeOwesNothing() {
    set("controller_mutation_rate", 2, null, "app");

    assertThat(mutations(7).admits(30)).isTrue(); // the burst of eleven seconds, and four more
    MutationQuota refused = mutations(7);
    assertThat(refused.admits(1)).isFalse();
    assertThat(refused.throttleMs()).isEqualTo(4_000);
    clock.advanceMs(4_000);
    assertThat(mutations(7).admits(1)).isTrue();
  }

  @Test
  void anOldClientChangesPartitionsAndStaysAwayForLonger() {
    set("controller_mutation_rate", 2, null, "app");

    MutationQuota quota = mutations(5);
    assertThat(quota.admits(22)).isTrue();
    assertThat(quota.throttleMs()).isZero();
    assertThat(quota.admits(4)).isTrue();
    assertThat(quota.throttleMs()).isEqualTo(2_000);
  }

  private MutationQuota mutations(int version) {
    return quotas.mutations(context(ApiKey.CREATE_TOPICS, "app", version));
  }

  @Test
  void timeOnTheLoopIsMeasuredInPercentAndBoundedByOneWindow() {
    set("request_percentage", 1, null, "app");
    RequestContext metadata = context(ApiKey.METADATA, "app");

    assertThat(quotas.afterRequest(metadata, 100, 100_000_000)).isZero(); // 1 % of ten seconds
    assertThat(quotas.afterRequest(metadata, 100, 5_000_000)).isEqualTo(500);
    assertThat(quotas.afterRequest(metadata, 100, 1_000_000_000)).isEqualTo(1_000);
  }

  @Test
  void theMostParticularQuotaHolds() {
    set("producer_byte_rate", 1, null, "");
    set("producer_byte_rate", 2_000, "ANONYMOUS", null);
    set("producer_byte_rate", 4_000, "ANONYMOUS", "app");

    assertThat(produced("app", 44_000)).isEqualTo(1_000);
    assertThat(produced("other", 22_000)).isEqualTo(1_000);
  }

  @Test
  void aUsersQuotaIsSharedByHisClientsAndADefaultIsNot() {
    set("producer_byte_rate", 1_000, "ANONYMOUS", null);
    assertThat(produced("one", 10_000)).isZero();
    assertThat(produced("two", 1_000)).isEqualTo(1_000);

    entities = HashTreePMap.empty();
    set("producer_byte_rate", 1_000, null, "");
    assertThat(produced("three", 10_000)).isZero();
    assertThat(produced("four", 10_000)).isZero();
  }

  @Test
  void manyClientsThatHaveGoneCostNothing() {
    set("producer_byte_rate", 1, null, "");
    for (int i = 0; i < 5_000; i++) {
      clock.advanceMs(100);
      assertThat(produced("client-" + i, 1)).isZero();
    }
    assertThat(quotas.bucketsKept()).isLessThan(2_000);
  }

  private int produced(String clientId, int bytes) {
    return quotas.afterRequest(context(ApiKey.PRODUCE, clientId), bytes, 0);
  }

  /** A null name leaves that part out of the entity, an empty one is its default. */
  private void set(String key, double value, @Nullable String user, @Nullable String clientId) {
    Map<String, @Nullable String> names = new HashMap<>();
    if (user != null) {
      names.put("user", user.isEmpty() ? null : user);
    }
    if (clientId != null) {
      names.put("client-id", clientId.isEmpty() ? null : clientId);
    }
    entities =
        entities.plus(new QuotaEntity(names), TreePMap.<String, Double>empty().plus(key, value));
  }

  private RequestContext context(ApiKey api, String clientId) {
    return context(api, clientId, 0);
  }

  private RequestContext context(ApiKey api, String clientId, int version) {
    InetSocketAddress nowhere = InetSocketAddress.createUnresolved("nowhere", 1);
    return new RequestContext(
        api,
        (short) version,
        1,
        clientId,
        Principal.ANONYMOUS,
        new ListenerInfo("PLAINTEXT", false),
        nowhere,
        nowhere,
        new ManualLoop("test", clock));
  }
}
