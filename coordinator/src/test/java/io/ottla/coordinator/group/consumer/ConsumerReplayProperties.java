package io.ottla.coordinator.group.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.group.assignor.Partitions;
import io.ottla.coordinator.group.consumer.ConsumerMember.Profile;
import io.ottla.coordinator.group.consumer.ConsumerMember.Progress;
import io.ottla.coordinator.group.model.Groups;
import io.ottla.coordinator.shard.CoordinatorRecord;
import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.protocol.Uuid;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/** What compaction may do to the records of a consumer group. */
class ConsumerReplayProperties {
  private static final List<String> MEMBERS = List.of("a", "b");
  private static final List<String> PATTERNS = List.of("t.*", "u.*");

  /** Writes records as a coordinator may: of a group and of members that are there. */
  private static final class History {
    private final List<CoordinatorRecord> records = new ArrayList<>();
    private final Set<String> present = new HashSet<>();
    private boolean exists;

    void step(int number) {
      int value = number / 16;
      if (!exists) {
        exists = true;
        records.add(ConsumerRecords.group("g", value, value));
      }
      String member = MEMBERS.get(number / 8 % MEMBERS.size());
      String pattern = PATTERNS.get(number / 8 % PATTERNS.size());
      switch (number % 8) {
        case 0 -> records.add(ConsumerRecords.group("g", value, value));
        case 1 -> records.add(ConsumerRecords.assignment("g", value, value));
        case 2 -> records.add(ConsumerRecords.regex("g", pattern, List.of("t" + value), 0, value));
        case 3 -> records.add(ConsumerRecords.regexTombstone("g", pattern));
        case 4 -> {
          if (value % 3 == 0) {
            leave(member);
          } else if (value % 8 == 1) {
            removeGroup();
          }
        }
        default -> tell(number % 8, member, value);
      }
    }

    private void tell(int what, String member, int value) {
      if (what == 5 || present.add(member)) {
        present.add(member);
        records.add(ConsumerRecords.member("g", profile(member, value)));
      } else if (what == 6) {
        records.add(ConsumerRecords.current("g", member, Progress.NONE.atEpoch(value)));
      } else {
        records.add(ConsumerRecords.target("g", member, partitions(value)));
      }
    }

    private void leave(String member) {
      if (present.remove(member)) {
        records.addAll(ConsumerRecords.memberTombstones("g", member));
      }
    }

    private void removeGroup() {
      exists = false;
      MEMBERS.forEach(this::leave);
      PATTERNS.forEach(each -> records.add(ConsumerRecords.regexTombstone("g", each)));
      records.addAll(ConsumerRecords.groupTombstones("g"));
    }
  }

  private static Profile profile(String member, int value) {
    return new Profile(member, null, null, "c" + value, "/h", 1, List.of("t"), "", null, null);
  }

  private static Partitions partitions(int number) {
    Partitions.Builder builder = new Partitions.Builder();
    builder.add(new Uuid(1, 1), number);
    return builder.build();
  }

  private static List<CoordinatorRecord> history(List<Integer> steps) {
    History history = new History();
    history.step(0);
    steps.forEach(history::step);
    return history.records;
  }

  private record State(
      int epoch,
      long metadataHash,
      int assignmentEpoch,
      long assignmentMs,
      Map<String, ConsumerMember> members,
      Map<String, Partitions> targets,
      Map<String, Set<String>> regexes) {}

  private static @Nullable State load(List<CoordinatorRecord> records) {
    Groups groups = new Groups(ConsumerGroup::new);
    records.forEach(record -> ConsumerReplay.replay(record, groups));
    if (!(groups.find("g") instanceof ConsumerGroup group)) {
      return null;
    }
    group.onLoaded();
    return new State(
        group.epoch(),
        group.metadataHash(),
        group.assignmentEpoch(),
        group.assignmentMs(),
        group.members(),
        group.targets(),
        group.regexes());
  }

  /** The records of which no later one in the list has the same key. */
  private static List<CoordinatorRecord> compact(List<CoordinatorRecord> records) {
    List<CoordinatorRecord> kept = new ArrayList<>();
    Set<ApiMessage> seen = new HashSet<>();
    for (int i = records.size() - 1; i >= 0; i--) {
      if (seen.add(records.get(i).key())) {
        kept.add(0, records.get(i));
      }
    }
    return kept;
  }

  @Property
  void compactionOfAnyPartChangesNothing(
      @ForAll @Size(max = 40) List<@IntRange(max = 10_000) Integer> steps,
      @ForAll @IntRange(max = 200) int oneEnd,
      @ForAll @IntRange(max = 200) int otherEnd) {
    List<CoordinatorRecord> records = history(steps);
    int from = Math.min(records.size(), Math.min(oneEnd, otherEnd));
    int to = Math.min(records.size(), Math.max(oneEnd, otherEnd));

    List<CoordinatorRecord> compacted = new ArrayList<>(records.subList(0, from));
    compacted.addAll(compact(records.subList(from, to)));
    compacted.addAll(records.subList(to, records.size()));

    assertThat(load(compacted)).isEqualTo(load(records));
  }

  @Property
  void compactionWithoutItsTombstonesChangesNothing(
      @ForAll @Size(max = 40) List<@IntRange(max = 10_000) Integer> steps) {
    List<CoordinatorRecord> records = history(steps);

    List<CoordinatorRecord> compacted = compact(records);
    assertThat(load(compacted)).isEqualTo(load(records));
    compacted.removeIf(record -> record.value() == null);

    assertThat(load(compacted)).isEqualTo(load(records));
  }
}
