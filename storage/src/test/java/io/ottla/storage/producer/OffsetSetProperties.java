package io.ottla.storage.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** A set of offsets beside the JDK's. */
class OffsetSetProperties {
  @Property
  void itDoesWhatATreeSetDoes(
      @ForAll @Size(max = 10) List<@IntRange(max = 20) Integer> first,
      @ForAll @Size(max = 60) List<@IntRange(min = -20, max = 20) Integer> changes) {
    NavigableSet<Long> expected = new TreeSet<>();
    first.forEach(offset -> expected.add((long) offset));
    OffsetSet set = new OffsetSet(expected.stream().mapToLong(Long::longValue).toArray());

    for (int change : changes) {
      long offset = Math.abs(change);
      if (change < 0) {
        set.remove(offset);
        expected.remove(offset);
      } else {
        set.add(offset);
        expected.add(offset);
      }
      assertSame(set, expected);
    }
  }

  private static void assertSame(OffsetSet set, NavigableSet<Long> expected) {
    assertThat(set.count()).isEqualTo(expected.size());
    if (!expected.isEmpty()) {
      assertThat(set.first()).isEqualTo(expected.first());
      assertThat(set.floor(Long.MAX_VALUE)).isEqualTo(expected.last());
    }
    for (long offset = 0; offset <= 21; offset++) {
      Long floor = expected.floor(offset);
      assertThat(set.floor(offset)).isEqualTo(floor == null ? -1 : floor);
    }
  }
}
