package io.ottla.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

final class ManualLoopProperties {
  @Property
  void timersRunInTheOrderOfTheirDeadlines(
      @ForAll @Size(max = 50) List<@LongRange(max = 100) Long> delays) {
    ManualLoop loop = new ManualLoop("test", new ManualClock(0));
    List<Long> ran = new ArrayList<>();
    for (long delay : delays) {
      loop.schedule(delay, () -> ran.add(delay));
    }

    loop.advanceMs(100);

    assertThat(ran).hasSameSizeAs(delays).isSorted();
  }
}
