package io.ottla.coordinator.shard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShardsTest {
  @Test
  void anIdBelongsToThePartitionOfTheAbsoluteValueOfItsHash() {
    assertThat("classic".hashCode()).isEqualTo(853_620_882);
    assertThat(Shards.partitionFor("classic", 50)).isEqualTo(32);
    assertThat("simple".hashCode()).isEqualTo(-902_286_926);
    assertThat(Shards.partitionFor("simple", 50)).isEqualTo(26);
  }

  @Test
  void theOneHashWithoutAnAbsoluteValueBelongsToTheFirst() {
    assertThat("polygenelubricants".hashCode()).isEqualTo(Integer.MIN_VALUE);
    assertThat(Shards.partitionFor("polygenelubricants", 50)).isZero();
  }
}
