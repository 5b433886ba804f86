package io.ottla.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class BrokerConfigTest {
  @Test
  void withoutAFileTheBrokerStandsAlone() {
    BrokerConfig config = BrokerConfig.parse(BrokerConfig.builtIn()).get();

    assertThat(config.node().nodeId()).isEqualTo(1);
    assertThat(config.listeners().listeners()).hasToString("[PLAINTEXT://:9092]");
    assertThat(config.listeners().advertised("PLAINTEXT")).isNull();
    assertThat(config.listeners().withHost()).isEmpty();
    assertThat(config.storage().logDirs()).containsExactly(Path.of("data").toAbsolutePath());
    assertThat(config.groups().offsetsTopic())
        .isEqualTo(new InternalTopicConfig(50, (short) 1, 104_857_600));
    assertThat(config.transactions().stateTopic().replicationFactor()).isEqualTo((short) 1);
    assertThat(config.groups().initialRebalanceDelayMs()).isZero();
    assertThat(config.http()).isEqualTo(new Endpoint("127.0.0.1", 9464));
  }

  @Test
  void kafkasStockFileIsTakenAsItIs() throws URISyntaxException {
    PropertySource source = PropertySource.read(stockFile(), List.of());

    BrokerConfig.Parsed parsed = BrokerConfig.parse(source.properties());

    assertThat(source.problems()).isEmpty();
    assertThat(parsed.problems()).isEmpty();
    assertThat(parsed.warnings()).isEmpty();
    ListenersConfig listeners = parsed.get().listeners();
    assertThat(listeners.brokerListeners()).hasToString("[PLAINTEXT://:9092]");
    assertThat(listeners.controllerListeners()).hasToString("[CONTROLLER://:9093]");
    assertThat(listeners.advertised("PLAINTEXT")).isEqualTo(new Endpoint("localhost", 9092));
    assertThat(listeners.interBrokerName()).isEqualTo("PLAINTEXT");
    assertThat(parsed.get().storage().metadataLogDir())
        .isEqualTo(Path.of("/tmp/kraft-combined-logs"));
    assertThat(parsed.get().quorum().bootstrapServers())
        .containsExactly(new Endpoint("localhost", 9093));
  }

  @Test
  void overridesWinOverTheFile() throws URISyntaxException {
    PropertySource source =
        PropertySource.read(
            stockFile(), List.of("node.id=7", "listeners = A://:0,CONTROLLER://:0"));

    assertThat(source.properties())
        .containsEntry("node.id", "7")
        .containsEntry("listeners", "A://:0,CONTROLLER://:0")
        .containsEntry("num.partitions", "1");
  }

  @Test
  void allProblemsAreListedAtOnce() {
    BrokerConfig.Parsed parsed =
        parse(
            Map.of(
                "node.id", "-3",
                "log.segment.bytes", "7",
                "compression.type", "brotli",
                "listeners", "PLAINTEXT://:9092,WHAT://:9093,nonsense",
                "advertised.listeners", "PLAINTEXT://0.0.0.0:9092",
                "max.connections.per.ip.overrides", "here",
                "controller.quorum.voters", "1:localhost:9093"));

    assertThat(parsed.config()).isNull();
    assertThat(parsed.problems())
        .containsExactly(
            "A node needs both node.id and process.roles",
            "Invalid value -3 for configuration node.id: must be at least 0",
            "Invalid value 1:localhost:9093 for configuration controller.quorum.voters:"
                + " must be id@host:port",
            "Invalid value 7 for configuration log.segment.bytes: must be at least 1048576",
            "Invalid value PLAINTEXT://0.0.0.0:9092 for configuration advertised.listeners:"
                + " clients cannot connect to this host; name one they can reach",
            "Invalid value WHAT://:9093 for configuration listeners:"
                + " listener.security.protocol.map has no entry for WHAT",
            "Invalid value brotli for configuration compression.type:"
                + " must be one of uncompressed, zstd, lz4, snappy, gzip, producer",
            "Invalid value here for configuration max.connections.per.ip.overrides:"
                + " must be address:count",
            "Invalid value nonsense for configuration listeners: must be NAME://host:port");
  }

  @Test
  void whatHasNoEffectIsSaidInOneLineEach() {
    BrokerConfig.Parsed parsed =
        parse(
            Map.of(
                "no.such", "1", "nor.this", "2", "security.providers", "x", "num.io.threads", "8"));

    assertThat(parsed.warnings())
        .containsExactly(
            "Unknown properties: no.such, nor.this",
            "Properties without effect yet: security.providers");
  }

  @Test
  void whatMeansNothingOnASingleNodeIsSaidToo() {
    assertThat(
            parse(Map.of("unclean.leader.election.enable", "true", "cordoned.log.dirs", "/a"))
                .warnings())
        .containsExactly(
            "Properties without effect yet: cordoned.log.dirs, unclean.leader.election.enable");
    assertThat(parse(Map.of("unclean.leader.election.enable", "false")).warnings()).isEmpty();
  }

  @Test
  void flushesAreLookedForEachSecondUnlessAnIntervalIsSet() {
    String interval = "log.flush.scheduler.interval.ms";

    assertThat(flushCheckIntervalMs(Map.of())).isEqualTo(1_000);
    assertThat(flushCheckIntervalMs(Map.of("log.flush.interval.ms", "5"))).isEqualTo(1_000);
    assertThat(flushCheckIntervalMs(Map.of(interval, "0"))).isEqualTo(1_000);
    assertThat(flushCheckIntervalMs(Map.of(interval, "100"))).isEqualTo(100);
    assertThat(flushCheckIntervalMs(Map.of(interval, "60000"))).isEqualTo(60_000);
  }

  private static long flushCheckIntervalMs(Map<String, String> texts) {
    return parse(texts).get().storage().flushCheckIntervalMs();
  }

  @Test
  void passwordsStayOutOfProblems() {
    assertThat(parse(Map.of("delegation.token.secret.key", "hush")).problems()).isEmpty();
  }

  @Test
  void theOlderNameOfTheNodeIdCounts() {
    assertThat(parse(Map.of("broker.id", "5")).get().node().nodeId()).isEqualTo(5);
    assertThat(parse(Map.of("broker.id", "5", "node.id", "6")).get().node().nodeId()).isEqualTo(6);
  }

  @Test
  void aNodeThatNeedsOthersIsRefused() {
    assertThat(parse(Map.of("process.roles", "broker")).problems())
        .containsExactly(
            "Invalid value broker for configuration process.roles:"
                + " must be broker,controller, as Ottla runs one node so far");
    assertThat(parse(Map.of("process.roles", "controller")).problems()).hasSize(1);
    assertThat(parse(Map.of("controller.quorum.voters", "1@a:9093,2@b:9093")).problems())
        .containsExactly(
            "Invalid value 1@a:9093,2@b:9093 for configuration controller.quorum.voters:"
                + " must be node 1 alone, as Ottla runs one node so far");
    assertThat(parse(Map.of("controller.quorum.voters", "2@b:9093")).problems()).hasSize(1);
  }

  @Test
  void aNodeThatIsItsOwnQuorumIsTaken() {
    Map<String, String> alone =
        Map.of(
            "process.roles", "controller,broker",
            "node.id", "3",
            "controller.quorum.voters", "3@localhost:9093");

    assertThat(parse(alone).problems()).isEmpty();
  }

  @Test
  void severalBootstrapControllersAreWarnedOf() {
    assertThat(parse(Map.of("controller.quorum.bootstrap.servers", "a:9093,b:9093")).warnings())
        .containsExactly(
            "controller.quorum.bootstrap.servers names several controllers;"
                + " Ottla runs one node so far and asks no other");
  }

  @Test
  void listenersOfSeveralNamesMapToTheirProtocols() {
    ListenersConfig listeners =
        parse(
                Map.of(
                    "listeners", "INSIDE://[::1]:9092,OUTSIDE://0.0.0.0:9094",
                    "listener.security.protocol.map", "INSIDE:PLAINTEXT,OUTSIDE:PLAINTEXT",
                    "advertised.listeners", "OUTSIDE://kafka.example.org:19094"))
            .get()
            .listeners();

    assertThat(listeners.brokerListeners())
        .containsExactly(
            new Listener("INSIDE", new Endpoint("::1", 9092), SecurityProtocol.PLAINTEXT),
            new Listener("OUTSIDE", new Endpoint("0.0.0.0", 9094), SecurityProtocol.PLAINTEXT));
    assertThat(listeners.advertised("OUTSIDE")).hasToString("kafka.example.org:19094");
    assertThat(listeners.advertised("INSIDE")).isNull();
    assertThat(listeners.withHost()).containsExactlyInAnyOrder("INSIDE", "OUTSIDE");
    assertThat(listeners.interBrokerName()).isEqualTo("INSIDE");
  }

  @Test
  void aMissingFileIsAProblem() {
    assertThat(PropertySource.read(Path.of("no-such.properties"), List.of("novalue")).problems())
        .containsExactly(
            "Cannot read no-such.properties: there is no such file",
            "Invalid override novalue: must be key=value");
  }

  @Test
  void anEmptyHttpListenerTurnsItOff() {
    assertThat(parse(Map.of("ottla.http.listener", "")).get().http()).isNull();
    assertThat(parse(Map.of("ottla.http.listener", "9")).problems()).hasSize(1);
  }

  @Test
  void valuesThatContradictOneAnotherAreProblems() {
    BrokerConfig.Parsed parsed =
        parse(
            Map.of(
                "log.cleaner.threads", "4",
                "log.cleaner.dedupe.buffer.size", "4194304",
                "max.connections.per.ip", "0"));

    assertThat(parsed.problems())
        .containsExactly(
            "log.cleaner.dedupe.buffer.size must be above 1 MiB for each cleaner thread",
            "max.connections.per.ip of 0 needs max.connections.per.ip.overrides");
  }

  private static BrokerConfig.Parsed parse(Map<String, String> texts) {
    Map<String, String> properties = new HashMap<>(texts);
    return BrokerConfig.parse(properties);
  }

  private static Path stockFile() throws URISyntaxException {
    return Path.of(
        Objects.requireNonNull(BrokerConfigTest.class.getResource("/kraft-server.properties"))
            .toURI());
  }
}
