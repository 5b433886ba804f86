package io.ottla.replication.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

final class HighWatermarkProperties {
  @Property
  void neverMovesBackAndNeverPassesAnInSyncReplicaThatItHadNotPassed(
      @ForAll @LongRange(max = 1_000) long current,
      @ForAll @Size(min = 1, max = 5) List<@LongRange(max = 1_000) Long> ends) {
    long[] isr = ends.stream().mapToLong(Long::longValue).toArray();

    long next = HighWatermark.next(current, isr);

    assertThat(next).isGreaterThanOrEqualTo(current);
    if (next > current) {
      assertThat(ends).allMatch(end -> end >= next);
    }
  }
}
