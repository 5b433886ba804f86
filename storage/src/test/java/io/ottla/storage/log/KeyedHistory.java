package io.ottla.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All writes to a log of keys, by which its content is known wherever it ends. */
final class KeyedHistory {
  /**
   * A record.
   *
   * @param value null in a tombstone
   * @param visibleFrom the offset of the record, or of the marker that commits it
   */
  record Write(long offset, String key, @Nullable String value, long visibleFrom) {}

  private final List<Write> writes = new ArrayList<>();
  private long endOffset;

  /** Behind the last record or marker. */
  long endOffset() {
    return endOffset;
  }

  /** The log goes on, by what is not read. */
  void endsAt(long offset) {
    endOffset = offset;
  }

  void add(List<Write> more) {
    writes.addAll(more);
  }

  /** The writes did not come to be. */
  void remove(List<Write> some) {
    writes.removeAll(some);
  }

  /** The last value of each key. */
  Map<String, String> values() {
    Map<String, String> values = new TreeMap<>();
    for (Write write : writes) {
      if (write.value() == null) {
        values.remove(write.key());
      } else {
        values.put(write.key(), write.value());
      }
    }
    return values;
  }

  /** The log ends earlier, as if what lay behind had never been. */
  void cutOffAt(long offset) {
    writes.removeIf(write -> write.visibleFrom() >= offset);
    endOffset = offset;
  }

  /**
   * The log was cut off at damage. Of a key that was written behind it, compaction may have removed
   * what was written before; each other key has its last value. An empty segment makes the log end
   * behind the damage.
   */
  void cutOffAtDamage(long damagedFrom, long offset, Map<String, String> found) {
    long lostFrom = Math.min(damagedFrom, offset);
    List<Write> last = lastWrites();
    last.stream()
        .filter(write -> write.visibleFrom() < lostFrom)
        .forEach(write -> assertThat(found.get(write.key())).isEqualTo(write.value()));
    List<Write> lost = last.stream().filter(write -> write.visibleFrom() >= lostFrom).toList();
    cutOffAt(offset);
    for (Write write : lost) {
      writes.add(new Write(offset - 1, write.key(), found.get(write.key()), offset - 1));
    }
  }

  private List<Write> lastWrites() {
    Map<String, Write> last = new TreeMap<>();
    writes.forEach(write -> last.put(write.key(), write));
    return List.copyOf(last.values());
  }
}
