package io.ottla.coordinator.group.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MigrationPolicyTest {
  @Test
  void aPolicyAllowsWhatItsNameSays() {
    assertThat(MigrationPolicy.DISABLED.allowsUpgrade()).isFalse();
    assertThat(MigrationPolicy.DISABLED.allowsDowngrade()).isFalse();
    assertThat(MigrationPolicy.UPGRADE.allowsUpgrade()).isTrue();
    assertThat(MigrationPolicy.UPGRADE.allowsDowngrade()).isFalse();
    assertThat(MigrationPolicy.DOWNGRADE.allowsUpgrade()).isFalse();
    assertThat(MigrationPolicy.DOWNGRADE.allowsDowngrade()).isTrue();
    assertThat(MigrationPolicy.BIDIRECTIONAL.allowsUpgrade()).isTrue();
    assertThat(MigrationPolicy.BIDIRECTIONAL.allowsDowngrade()).isTrue();
  }
}
