package io.ottla.compat.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import org.junit.jupiter.api.Test;

/** Ten kills; {@link ExactlyOnceSoak} has a hundred. */
@AuditedBroker
final class ExactlyOnceScenario {
  private static final int KILLS = 10;

  private final BrokerUnderTest broker;

  ExactlyOnceScenario(BrokerUnderTest broker) {
    this.broker = broker;
  }

  @Test
  void theAuditorFindsNothing() throws InterruptedException {
    AuditReport report = new KillRun(broker, 20_261_122).run(KILLS).save("exactly-once.md");

    assertThat(report.findings()).as(report.text()).isEmpty();
  }
}
