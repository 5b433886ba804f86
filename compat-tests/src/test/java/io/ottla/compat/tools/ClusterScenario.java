package io.ottla.compat.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.support.Text;
import io.ottla.compat.tool.BrokerTools;
import io.ottla.compat.tool.ToolResult;
import io.ottla.compat.tool.Tools;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Tools that look at the cluster as a whole. */
@WithBroker
final class ClusterScenario {
  private final BrokerUnderTest broker;
  private final BrokerTools tools;

  ClusterScenario(BrokerUnderTest broker) {
    this.broker = broker;
    tools = new BrokerTools(broker);
  }

  @Test
  void apiVersionsAreListed() {
    String out = tools.run("kafka-broker-api-versions").requireSuccess().out();

    assertThat(out)
        .contains(broker.bootstrapServers() + " (id: 1 rack: null isFenced: false) -> (")
        .contains("Produce(0): 0 to 13", "Fetch(1): 4 to 18", "ApiVersions(18): 0 to ")
        .contains("InitProducerId(22): 0 to 5")
        .doesNotContain("LeaderAndIsr(4): 0");
  }

  @Test
  void theClusterHasAnIdAndEndpoints() {
    assertThat(tools.runCommand("kafka-cluster", "cluster-id").requireSuccess().out())
        .matches(Pattern.compile("Cluster ID: [A-Za-z0-9_-]{22}\\s*"));
    assertThat(tools.runCommand("kafka-cluster", "list-endpoints").requireSuccess().out())
        .containsPattern("1 +127\\.0\\.0\\.1 +" + broker.port() + " +null +unfenced +broker");
    assertThat(onController("kafka-cluster", "list-endpoints").requireSuccess().out())
        .containsPattern("1 +127\\.0\\.0\\.1 +\\d+ +null +controller");
  }

  @Test
  void theQuorumIsDescribedByBrokerAndController() {
    ToolResult onBroker =
        tools.run("kafka-metadata-quorum", "describe", "--status").requireSuccess();
    ToolResult replication =
        tools.run("kafka-metadata-quorum", "describe", "--replication").requireSuccess();
    ToolResult onController =
        Tools.run(
                "kafka-metadata-quorum",
                "--bootstrap-controller",
                broker.bootstrapController(),
                "describe",
                "--status")
            .requireSuccess();

    assertThat(onBroker.out())
        .containsPattern("LeaderId: +1\n")
        .containsPattern("MaxFollowerLag: +0\n")
        .containsPattern("CurrentVoters: +\\[\\{\"id\": 1,.*CONTROLLER://127\\.0\\.0\\.1:")
        .containsPattern("CurrentObservers: +\\[\\]");
    assertThat(replication.lines().get(1)).startsWith("1 ").contains("Leader");
    assertThat(onController.out()).containsPattern("LeaderId: +1\n");
  }

  @Test
  void anUpgradeToTheReleaseIsAccepted() {
    tools
        .run("kafka-features", "upgrade", "--release-version", "4.3", "--dry-run")
        .requireSuccess();
  }

  @Test
  void featuresAreDescribedByBrokerAndController() {
    String onBroker = tools.run("kafka-features", "describe").requireSuccess().out();
    String onController =
        Tools.run(
                "kafka-features",
                "--bootstrap-controller",
                broker.bootstrapController(),
                "describe")
            .requireSuccess()
            .out();

    for (String out : List.of(onBroker, onController)) {
      assertThat(out)
          .containsPattern(
              "Feature: metadata.version\\s+SupportedMinVersion: 3.3-IV3\\s+"
                  + "SupportedMaxVersion: 4.3-IV0\\s+FinalizedVersionLevel: 4.3-IV0")
          .containsPattern(
              "Feature: transaction.version\\s+SupportedMinVersion: 0\\s+SupportedMaxVersion: 2")
          .containsPattern(
              "Feature: group.version\\s+SupportedMinVersion: 0\\s+SupportedMaxVersion: 1");
    }
  }

  @Test
  void logDirectoriesAreDescribed(TestNames names) {
    String topic = names.topic();
    tools.createTopic(topic, 2);
    tools.produce(Text.joined(Text.lines().subList(0, 100)), topic);

    ToolResult result =
        tools.run("kafka-log-dirs", "--describe", "--topic-list", topic).requireSuccess();

    String json = result.lines().get(result.lines().size() - 1);
    assertThat(json)
        .contains("\"broker\":1", "\"error\":null", "\"logDir\":\"" + broker.logDirectory() + "\"")
        .contains("\"partition\":\"" + topic + "-0\"", "\"partition\":\"" + topic + "-1\"")
        .contains("\"offsetLag\":0", "\"isFuture\":false")
        .containsPattern("\"size\":[1-9]\\d*");
  }

  @Test
  void nothingIsBeingReassigned() {
    assertThat(tools.run("kafka-reassign-partitions", "--list").requireSuccess().out())
        .contains("No partition reassignments found.");
  }

  @Test
  void preferredLeadersAreInPlace(TestNames names) {
    tools.createTopic(names.topic(), 1);

    ToolResult result =
        tools.run(
            "kafka-leader-election", "--election-type", "preferred", "--all-topic-partitions");

    assertThat(result.exitCode()).as(result.toString()).isZero();
  }

  @Test
  void accessControlIsSaidToBeOff() {
    ToolResult result = tools.run("kafka-acls", "--list");

    assertThat(result.out() + result.err()).contains("SecurityDisabledException");
  }

  private ToolResult onController(String tool, String command) {
    return Tools.run(tool, command, "--bootstrap-controller", broker.bootstrapController());
  }
}
