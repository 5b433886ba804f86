package io.ottla.compat.broker;

import io.ottla.compat.support.Project;
import io.ottla.compat.tool.Tools;
import java.io.File;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Apache Kafka from its published artifacts: the peer that answers what the right answer is. */
public final class KafkaProcess {
  private static final String CLUSTER_ID = "MkU3OEVBNTcwNTJENDM2Qk";

  private KafkaProcess() {}

  /** A broker of its own, not yet started. */
  public static BrokerUnderTest create(String name, Map<String, String> properties) {
    return ServerProcess.create(name, new Kafka(), properties);
  }

  /** Takes the place of a stopped broker: same directory, ports and properties. */
  public static BrokerUnderTest inPlaceOf(BrokerUnderTest stopped) {
    return ServerProcess.inPlaceOf(stopped, new Kafka());
  }

  private static final class Kafka implements Distribution {
    @Override
    public void adopt(ServerDirectory directory, Map<String, String> properties) {
      directory.writeProperties(singleNode(properties));
    }

    @Override
    public void prepare(ServerDirectory directory, Map<String, String> properties) {
      directory.writeProperties(singleNode(properties));
      Tools.run(
              "kafka-storage",
              "format",
              "--standalone",
              "-t",
              CLUSTER_ID,
              "-c",
              directory.propertiesFile().toString())
          .requireSuccess();
    }

    @Override
    public List<String> command(ServerDirectory directory, Map<String, String> properties) {
      String classPath =
          Project.kafkaJars().stream()
              .map(Object::toString)
              .collect(Collectors.joining(File.pathSeparator));
      return List.of(
          BrokerJava.command(),
          "-Xmx512m",
          "-XX:TieredStopAtLevel=1",
          "-Dlog4j2.configurationFile=" + Project.module().resolve("src/test/kafka/log4j2.xml"),
          "-cp",
          classPath,
          "kafka.Kafka",
          directory.propertiesFile().toString());
    }

    @Override
    public String startedLine() {
      return "Kafka Server started";
    }

    private static Map<String, String> singleNode(Map<String, String> properties) {
      Map<String, String> all = new HashMap<>();
      all.put("offsets.topic.replication.factor", "1");
      all.put("offsets.topic.num.partitions", "5");
      all.put("transaction.state.log.replication.factor", "1");
      all.put("transaction.state.log.min.isr", "1");
      all.put("transaction.state.log.num.partitions", "5");
      all.put("share.coordinator.state.topic.replication.factor", "1");
      all.put("share.coordinator.state.topic.min.isr", "1");
      all.putAll(properties);
      return all;
    }
  }
}
