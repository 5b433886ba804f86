package io.ottla.coordinator.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.coordinator.shard.Answer;
import io.ottla.wire.message.DescribeGroupsResponse.DescribedGroup;
import io.ottla.wire.message.JoinGroupResponse;
import io.ottla.wire.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/** What holds for a classic group whatever its members do. */
class GroupProperties {
  /** Several members that do what a list of numbers says. */
  private static final class Life {
    private final GroupHarness harness = new GroupHarness();
    private final List<Answer<JoinGroupResponse>> joins = new ArrayList<>();
    private final List<JoinGroupResponse> members = new ArrayList<>();
    private final Map<Integer, Long> committed = new HashMap<>();
    private long nextOffset = 1;

    void step(int number) {
      settle();
      int choice = number % 7;
      JoinGroupResponse member = pick(number / 7);
      if (choice == 0 || member == null) {
        joins.add(harness.join(""));
      } else if (choice == 1) {
        joins.add(harness.join(member.memberId()));
      } else if (choice == 2) {
        sync(member);
      } else if (choice == 3) {
        harness.heartbeat(member.memberId(), member.generationId());
        harness.advanceMs(1_000L * (number % 13));
      } else if (choice == 4) {
        commit(member, number % 4);
      } else if (choice == 5) {
        harness.leave(member.memberId());
      } else {
        restart();
      }
      settle();
    }

    private void settle() {
      for (Answer<JoinGroupResponse> join : List.copyOf(joins)) {
        if (join.isThere()) {
          joins.remove(join);
          if (join.get().errorCode() == ErrorCode.NONE.code()) {
            members.removeIf(old -> old.memberId().equals(join.get().memberId()));
            members.add(join.get());
          }
        }
      }
    }

    private @Nullable JoinGroupResponse pick(int number) {
      return members.isEmpty() ? null : members.get(number % members.size());
    }

    private void sync(JoinGroupResponse member) {
      Map<String, String> assignments = new HashMap<>();
      member.members().forEach(each -> assignments.put(each.memberId(), "x"));
      harness.sync(member.memberId(), member.generationId(), assignments);
    }

    private void commit(JoinGroupResponse member, int partition) {
      long offset = nextOffset++;
      ErrorCode error =
          harness.commitAs(member.memberId(), member.generationId(), partition, offset);
      if (error == ErrorCode.NONE) {
        committed.put(partition, offset);
      }
    }

    private void restart() {
      DescribedGroup before = harness.describe();
      harness.restart();
      joins.clear();
      if (before.groupState().equals("Stable") || before.groupState().equals("Empty")) {
        assertThat(harness.describe()).isEqualTo(before);
      }
    }
  }

  @Property
  void committedOffsetsAreNeverLostAndARestartChangesNothing(
      @ForAll @Size(max = 60) List<@IntRange(max = 10_000) Integer> steps) {
    Life life = new Life();

    for (int step : steps) {
      life.step(step);

      life.committed.forEach(
          (partition, offset) -> assertThat(life.harness.offset(partition)).isEqualTo(offset));
    }
  }

  @Property
  void everyGroupSettlesOnceItsMembersAreSilent(
      @ForAll @Size(max = 60) List<@IntRange(max = 10_000) Integer> steps) {
    Life life = new Life();
    steps.forEach(life::step);

    life.harness.advanceMs(900_000);

    assertThat(life.harness.state()).isIn("Empty", "Dead");
    assertThat(life.harness.loop.timerCount()).isEqualTo(1);
  }
}
