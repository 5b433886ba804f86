package io.ottla.compat.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.support.Lines;
import io.ottla.compat.support.Text;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Published Java clients of many years, each in a class loader of its own. */
@WithBroker
final class OldClientScenario {
  private final BrokerUnderTest broker;

  OldClientScenario(BrokerUnderTest broker) {
    this.broker = broker;
  }

  @ParameterizedTest
  @ValueSource(strings = {"2.1.1", "2.8.2", "3.9.1", "4.3.1", "4.4.0"})
  void createsProducesConsumesCommitsAndDeletes(String version, TestNames names) throws Exception {
    List<String> text = Text.lines().subList(0, 2_000);
    VersionedClients.use(
        version,
        ClientProgram.class,
        PortableProgram.class,
        program -> exercise(program, names, text));
  }

  private void exercise(ClientProgram program, TestNames names, List<String> text)
      throws Exception {
    for (String compression : List.of("none", "gzip", "snappy", "lz4")) {
      List<String> consumed =
          program.roundTrip(
              broker.bootstrapServers(), names.topic(), names.group(), compression, text);
      Lines.assertSame(text, consumed);
    }
    String topic = names.topic();
    assertThat(program.topicsAfterCreateAndDelete(broker.bootstrapServers(), topic))
        .doesNotContain(topic);
  }
}
