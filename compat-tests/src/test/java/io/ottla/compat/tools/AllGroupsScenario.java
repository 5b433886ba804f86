package io.ottla.compat.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code kafka-consumer-groups} on several groups at once, with a broker of their own. */
@WithBroker(own = true)
final class AllGroupsScenario {
  private final Groups groups;

  AllGroupsScenario(BrokerUnderTest broker) {
    groups = new Groups(broker);
  }

  @Test
  void allGroupsAreDescribedAndSeveralDeletedAtOnce(TestNames names) {
    String firstTopic = names.topic();
    String secondTopic = names.topic();
    String first = groups.thatRead(10, firstTopic, names);
    String second = groups.thatRead(20, secondTopic, names);

    assertThat(groups.run("--describe", "--all-groups").rows())
        .anyMatch(row -> row.subList(0, 2).equals(List.of(first, firstTopic)))
        .anyMatch(row -> row.subList(0, 2).equals(List.of(second, secondTopic)));
    assertThat(groups.run("--describe", "--all-groups", "--state").out()).contains(first, second);
    groups.run("--delete", "--group", first, "--group", second);

    assertThat(groups.run("--list").lines()).doesNotContain(first, second);
  }

  @Test
  void allGroupsAreResetAndThenDeleted(TestNames names) {
    String firstTopic = names.topic();
    String secondTopic = names.topic();
    String first = groups.thatRead(10, firstTopic, names);
    String second = groups.thatRead(20, secondTopic, names);

    List<List<String>> reset =
        groups
            .run("--reset-offsets", "--all-groups", "--all-topics", "--shift-by", "5", "--execute")
            .rows();

    assertThat(reset)
        .contains(List.of(first, firstTopic, "0", "15"), List.of(second, secondTopic, "0", "25"));
    assertThat(groups.offsets(first, firstTopic)).startsWith(first, firstTopic, "0", "15");
    assertThat(groups.run("--delete", "--all-groups").out()).contains(first, second);
    assertThat(groups.run("--list").lines()).isEmpty();
  }
}
