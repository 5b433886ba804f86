package io.ottla.compat.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import org.junit.jupiter.api.Test;

/**
 * {@code mvn -Psoak verify}: what {@link ExactlyOnceScenario} does, with another seed each time.
 */
@AuditedBroker
final class ExactlyOnceSoak {
  private static final int KILLS = Integer.getInteger("ottla.compat.soak.kills", 100);

  private final BrokerUnderTest broker;

  ExactlyOnceSoak(BrokerUnderTest broker) {
    this.broker = broker;
  }

  @Test
  void theAuditorFindsNothingAfterAHundredKills() throws InterruptedException {
    AuditReport report =
        new KillRun(broker, System.nanoTime()).run(KILLS).save("exactly-once-soak.md");

    assertThat(report.findings()).as(report.text()).isEmpty();
  }
}
