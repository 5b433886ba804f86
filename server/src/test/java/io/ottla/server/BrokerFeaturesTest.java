package io.ottla.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.replication.controller.FeatureRange;
import io.ottla.wire.message.BrokerRegistrationRequest.Feature;
import org.junit.jupiter.api.Test;

class BrokerFeaturesTest {
  @Test
  void everyFeatureOfTheReleaseCanBeFinalizedAtItsLevel() {
    assertThat(BrokerFeatures.supported())
        .containsOnlyKeys(
            "group.version",
            "kraft.version",
            "metadata.version",
            "share.version",
            "streams.version",
            "transaction.version",
            "eligible.leader.replicas.version")
        .containsEntry("metadata.version", new FeatureRange((short) 7, (short) 30))
        .containsEntry("share.version", new FeatureRange((short) 0, (short) 1))
        .containsEntry("streams.version", new FeatureRange((short) 0, (short) 1))
        .containsEntry("eligible.leader.replicas.version", new FeatureRange((short) 0, (short) 1));
  }

  @Test
  void theBrokerRegistersWhatItSupports() {
    assertThat(BrokerFeatures.registered())
        .extracting(Feature::name)
        .containsExactlyElementsOf(BrokerFeatures.supported().keySet());
  }

  @Test
  void aNewClusterStartsWithWhatIsSupported() {
    BrokerFeatures.finalizedAtFirst()
        .forEach(
            (name, level) ->
                assertThat(BrokerFeatures.supported())
                    .hasEntrySatisfying(name, range -> assertThat(range.contains(level)).isTrue()));
  }
}
