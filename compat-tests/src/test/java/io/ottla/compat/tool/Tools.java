package io.ottla.compat.tool;

import io.ottla.compat.support.Project;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Runs the published command line tools by the name of their script. Inside this process, in a
 * class loader of their own, where a tool ends by itself: that saves a JVM start and leaves the
 * tools warm. {@link ToolProcess} is for those that run until they are stopped.
 */
public final class Tools {
  static final Map<String, String> MAIN_CLASSES =
      Map.ofEntries(
          Map.entry("connect-distributed", "org.apache.kafka.connect.cli.ConnectDistributed"),
          Map.entry("connect-mirror-maker", "org.apache.kafka.connect.mirror.MirrorMaker"),
          Map.entry("kafka-acls", "AclCommand"),
          Map.entry("kafka-broker-api-versions", "BrokerApiVersionsCommand"),
          Map.entry("kafka-client-metrics", "ClientMetricsCommand"),
          Map.entry("kafka-cluster", "ClusterTool"),
          Map.entry("kafka-configs", "kafka.admin.ConfigCommand"),
          Map.entry("kafka-console-consumer", "consumer.ConsoleConsumer"),
          Map.entry("kafka-console-producer", "ConsoleProducer"),
          Map.entry("kafka-consumer-groups", "consumer.group.ConsumerGroupCommand"),
          Map.entry("kafka-console-share-consumer", "consumer.ConsoleShareConsumer"),
          Map.entry("kafka-consumer-perf-test", "ConsumerPerformance"),
          Map.entry("kafka-delete-records", "DeleteRecordsCommand"),
          Map.entry("kafka-dump-log", "DumpLogSegments"),
          Map.entry("kafka-e2e-latency", "EndToEndLatency"),
          Map.entry("kafka-features", "FeatureCommand"),
          Map.entry("kafka-get-offsets", "GetOffsetShell"),
          Map.entry("kafka-groups", "GroupsCommand"),
          Map.entry("kafka-leader-election", "LeaderElectionCommand"),
          Map.entry("kafka-log-dirs", "LogDirsCommand"),
          Map.entry("kafka-metadata-quorum", "MetadataQuorumCommand"),
          Map.entry("kafka-producer-perf-test", "ProducerPerformance"),
          Map.entry("kafka-reassign-partitions", "reassign.ReassignPartitionsCommand"),
          Map.entry("kafka-replica-verification", "ReplicaVerificationTool"),
          Map.entry("kafka-share-groups", "consumer.group.ShareGroupCommand"),
          Map.entry("kafka-storage", "kafka.tools.StorageTool"),
          Map.entry("kafka-streams-application-reset", "StreamsResetter"),
          Map.entry("kafka-topics", "TopicCommand"),
          Map.entry("kafka-transactions", "TransactionsCommand"),
          Map.entry("kafka-verifiable-consumer", "VerifiableConsumer"),
          Map.entry("kafka-verifiable-producer", "VerifiableProducer"));

  private static final IsolatedLoader LOADER = IsolatedLoader.of(Project.kafkaJars());

  private Tools() {}

  /** Runs a tool to its end. */
  public static ToolResult run(String tool, String... arguments) {
    return runWithInput("", tool, arguments);
  }

  /** Runs a tool to its end with the text on its standard input. */
  public static synchronized ToolResult runWithInput(
      String input, String tool, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    InputStream oldIn = System.in;
    PrintStream oldOut = System.out;
    PrintStream oldErr = System.err;
    Thread thread = Thread.currentThread();
    ClassLoader oldLoader = thread.getContextClassLoader();
    System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    thread.setContextClassLoader(LOADER.classes());
    int exitCode;
    try {
      exitCode = exitCodeOf(tool, arguments);
      System.out.flush();
      System.err.flush();
    } finally {
      System.setIn(oldIn);
      System.setOut(oldOut);
      System.setErr(oldErr);
      thread.setContextClassLoader(oldLoader);
    }
    return new ToolResult(
        tool + " " + String.join(" ", arguments),
        exitCode,
        out.toString(StandardCharsets.UTF_8),
        err.toString(StandardCharsets.UTF_8));
  }

  private static int exitCodeOf(String tool, String... arguments) {
    ToolExit exit = LOADER.interceptExit();
    try {
      LOADER
          .classes()
          .loadClass(mainClass(tool))
          .getMethod("main", String[].class)
          .invoke(null, (Object) arguments);
    } catch (InvocationTargetException e) {
      if (!exit.wasCalled()) {
        throw new AssertionError(tool + " threw", e.getCause());
      }
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(tool, e);
    }
    exit.runShutdownHooks();
    return exit.code();
  }

  static String mainClass(String tool) {
    String name = MAIN_CLASSES.get(tool);
    if (name == null) {
      throw new IllegalArgumentException("no such tool: " + tool);
    }
    return name.startsWith("kafka.") || name.startsWith("org.")
        ? name
        : "org.apache.kafka.tools." + name;
  }
}
