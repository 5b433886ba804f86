package io.ottla.compat.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.WithBroker;
import org.junit.jupiter.api.Test;

/**
 * {@code mvn -Psoak verify}: what {@link ExactlyOnceScenario} does, with another seed each time.
 */
@WithBroker(
    own = true,
    properties = {
      "offsets.topic.num.partitions=5",
      "transaction.state.log.num.partitions=5",
      "group.min.session.timeout.ms=1000",
      "group.consumer.min.session.timeout.ms=1000",
      "group.consumer.min.heartbeat.interval.ms=100",
      "group.consumer.session.timeout.ms=4000",
      "group.consumer.heartbeat.interval.ms=300"
    })
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
