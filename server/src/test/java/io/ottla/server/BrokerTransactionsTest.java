package io.ottla.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.transaction.TransactionConfig;
import io.ottla.server.config.BrokerConfig;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BrokerTransactionsTest {
  private static TransactionConfig settings(Map<String, String> properties) {
    Map<String, String> all = new HashMap<>(BrokerConfig.builtIn());
    all.putAll(properties);
    return BrokerTransactions.settings(BrokerConfig.parse(all).get());
  }

  @Test
  void withoutPropertiesTheCoordinatorHasKafkasDefaults() {
    assertThat(settings(Map.of())).isEqualTo(TransactionConfig.DEFAULT);
  }

  @Test
  void whatPropertiesSetReachesTheCoordinator() {
    TransactionConfig settings =
        settings(
            Map.of(
                "transaction.state.log.num.partitions", "1",
                "transaction.max.timeout.ms", "2",
                "transaction.abort.timed.out.transaction.cleanup.interval.ms", "3",
                "transactional.id.expiration.ms", "4",
                "transaction.remove.expired.transaction.cleanup.interval.ms", "5"));

    TransactionConfig defaults = TransactionConfig.DEFAULT;
    assertThat(settings)
        .isEqualTo(
            new TransactionConfig(
                1,
                2,
                3,
                4,
                5,
                defaults.loadBufferBytes(),
                defaults.writeTimeoutMs(),
                defaults.markerRetryMs()));
  }
}
