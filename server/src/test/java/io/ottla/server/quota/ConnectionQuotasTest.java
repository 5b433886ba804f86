package io.ottla.server.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.replication.image.MetadataDelta;
import io.ottla.replication.image.MetadataImage;
import io.ottla.replication.image.QuotaEntity;
import io.ottla.replication.image.QuotasImage;
import io.ottla.runtime.ManualClock;
import io.ottla.server.config.ConnectionLimits;
import io.ottla.server.config.QuotaConfig;
import io.ottla.server.network.Admission.Answer;
import io.ottla.wire.message.ClientQuotaRecord;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.pcollections.HashPMap;
import org.pcollections.HashTreePMap;
import org.pcollections.TreePMap;

class ConnectionQuotasTest {
  private static final int MANY = Integer.MAX_VALUE;
  private static final InetAddress ONE = address(1);
  private static final InetAddress OTHER = address(2);

  private final ManualClock clock = new ManualClock(0);
  private ConnectionLimits limits = new ConnectionLimits(MANY, MANY, Map.of(), MANY);
  private HashPMap<QuotaEntity, TreePMap<String, Double>> entities = HashTreePMap.empty();
  private final ConnectionQuotas quotas =
      new ConnectionQuotas(
          () -> limits,
          () -> AddressQuotas.Rates.of(new QuotasImage(entities)),
          clock,
          new QuotaConfig(11, 1_000));

  private static InetAddress address(int last) {
    try {
      return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theNextOneWaitsWhileThereAreEnoughInAll() {
    limits = new ConnectionLimits(2, MANY, Map.of(), MANY);

    assertThat(quotas.ask(ONE)).isEqualTo(Answer.SERVE);
    assertThat(quotas.ask(OTHER)).isEqualTo(Answer.SERVE);
    assertThat(quotas.ask(OTHER)).isEqualTo(Answer.WAIT);
    quotas.onClosed(ONE);
    assertThat(quotas.ask(OTHER)).isEqualTo(Answer.SERVE);
  }

  @Test
  void anAddressWithEnoughIsRefused() {
    limits = new ConnectionLimits(MANY, 1, Map.of(OTHER, 2), MANY);

    assertThat(quotas.ask(ONE)).isEqualTo(Answer.SERVE);
    assertThat(quotas.ask(ONE)).isEqualTo(Answer.CLOSE);
    assertThat(quotas.ask(OTHER)).isEqualTo(Answer.SERVE);
    assertThat(quotas.ask(OTHER)).isEqualTo(Answer.SERVE);
    assertThat(quotas.ask(OTHER)).isEqualTo(Answer.CLOSE);
  }

  @Test
  void otherLimitsHoldAtOnce() {
    limits = new ConnectionLimits(MANY, 1, Map.of(), MANY);
    quotas.ask(ONE);
    assertThat(quotas.ask(ONE)).isEqualTo(Answer.CLOSE);

    limits = new ConnectionLimits(MANY, 2, Map.of(), MANY);

    assertThat(quotas.ask(ONE)).isEqualTo(Answer.SERVE);
  }

  @Test
  void whoComesTooFastAfterTheOthersWaits() {
    limits = new ConnectionLimits(MANY, MANY, Map.of(), 2);

    for (int i = 0; i <= 20; i++) { // the burst of ten seconds, and one more
      assertThat(quotas.ask(ONE)).isEqualTo(Answer.SERVE);
    }
    assertThat(quotas.ask(OTHER)).isEqualTo(Answer.waitFor(500));
    clock.advanceMs(500);
    assertThat(quotas.ask(OTHER)).isEqualTo(Answer.SERVE);
  }

  @Test
  void anAddressThatIsTooFastIsRefusedAfterAPause() {
    set("10.0.0.1", 1);
    set(null, 2);

    for (int i = 0; i < 10; i++) {
      assertThat(quotas.ask(ONE)).isEqualTo(Answer.SERVE);
      assertThat(quotas.ask(OTHER)).isEqualTo(Answer.SERVE);
    }
    assertThat(quotas.ask(ONE)).isEqualTo(Answer.closeAfter(1_000));
    assertThat(quotas.ask(OTHER)).isEqualTo(Answer.SERVE);
    clock.advanceMs(1_000);
    assertThat(quotas.ask(ONE)).isEqualTo(Answer.SERVE);
  }

  @Test
  void anAddressIsTheSameHoweverItIsWritten() throws UnknownHostException {
    set("2001:db8:0:0::1", 1);
    set("::ffff:10.0.0.2", 2);
    set("no:such:host", 3);
    set(null, 4);

    AddressQuotas.Rates rates = AddressQuotas.Rates.of(new QuotasImage(entities));

    assertThat(rates.of(InetAddress.getByName("2001:db8::1"))).isEqualTo(1);
    assertThat(rates.of(OTHER)).isEqualTo(2);
    assertThat(rates.of(ONE)).isEqualTo(4);
  }

  @Test
  void aChangeOfQuotasDoesNotWaitForNames() {
    List<Runnable> background = new ArrayList<>();
    List<String> done = new ArrayList<>();
    AddressQuotas addresses = new AddressQuotas(background::add);
    ClientQuotaRecord record =
        new QuotaEntity(Map.of("ip", "10.0.0.1")).set("connection_creation_rate", 7);
    MetadataImage image = MetadataImage.EMPTY.replay(record);

    addresses.apply(
        new MetadataDelta(
            MetadataImage.EMPTY, image, Set.of(), Set.of(), Map.of(), Set.of(), Set.of()),
        () -> done.add("applied"));
    assertThat(done).containsExactly("applied");
    assertThat(addresses.get().of(ONE)).isNull();
    background.forEach(Runnable::run);

    assertThat(addresses.get().of(ONE)).isEqualTo(7);
  }

  private void set(@Nullable String ip, double rate) {
    Map<String, @Nullable String> names = new HashMap<>();
    names.put("ip", ip);
    entities =
        entities.plus(
            new QuotaEntity(names),
            TreePMap.<String, Double>empty().plus("connection_creation_rate", rate));
  }
}
