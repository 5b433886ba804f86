package io.ottla.compat.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.WithBroker;
import org.junit.jupiter.api.Test;

/** Ten kills; {@link ExactlyOnceSoak} has a hundred. */
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
