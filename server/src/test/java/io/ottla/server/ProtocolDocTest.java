package io.ottla.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.server.config.BrokerConfig;
import io.ottla.wire.codec.Reader;
import io.ottla.wire.message.ApiVersionsResponse;
import io.ottla.wire.message.ApiVersionsResponse.ApiVersion;
import io.ottla.wire.protocol.ApiKey;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds docs/PROTOCOL.md to what a running broker advertises. */
class ProtocolDocTest {
  private static final Path COMMITTED = Path.of("..", "docs", "PROTOCOL.md");
  private static final Path CURRENT = Path.of("target", "PROTOCOL.md");

  @TempDir private Path directory;

  @Test
  void docIsWhatTheBrokerAdvertises() throws Exception {
    String current;
    try (Broker broker = Broker.start(config())) {
      current = doc(advertised(broker, "PLAINTEXT"), advertised(broker, "CONTROLLER"));
    }
    Files.writeString(CURRENT, current);

    assertThat(Files.exists(COMMITTED) ? Files.readString(COMMITTED) : "")
        .as("run: cp server/target/PROTOCOL.md docs/PROTOCOL.md")
        .isEqualTo(current);
  }

  private BrokerConfig config() {
    Map<String, String> properties = new HashMap<>(BrokerConfig.builtIn());
    properties.put("listeners", "PLAINTEXT://localhost:0,CONTROLLER://localhost:0");
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", "1");
    properties.put("controller.quorum.voters", "1@localhost:9093");
    properties.put("log.dirs", directory.toString());
    properties.put("ottla.http.listener", "");
    return BrokerConfig.parse(properties).get();
  }

  /** The ranges by API id, in the order told. */
  private static Map<Short, ApiVersion> advertised(Broker broker, String listener)
      throws Exception {
    InetSocketAddress address = broker.addresses().get(listener);
    assertThat(address).isNotNull();
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeInt(10); // size: key, version, correlation id and a client id that is null
      out.writeShort(ApiKey.API_VERSIONS.id());
      out.writeShort(0);
      out.writeInt(1);
      out.writeShort(-1);
      out.flush();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] frame = in.readNBytes(in.readInt());
      ByteBuffer body = ByteBuffer.wrap(frame).position(Integer.BYTES).slice();
      Map<Short, ApiVersion> ranges = new LinkedHashMap<>();
      ApiVersionsResponse.read(new Reader(body), (short) 0)
          .apiKeys()
          .forEach(range -> ranges.put(range.apiKey(), range));
      return ranges;
    }
  }

  private static String doc(Map<Short, ApiVersion> broker, Map<Short, ApiVersion> controller) {
    StringBuilder doc =
        new StringBuilder(
            """
            # Protocol

            The APIs that Ottla serves, by kind of listener; all others of the protocol are generated
            in `wire` but not advertised. The handler of an API is the class of its name in
            `io.ottla.server.handler`, such as `MetadataHandler`; its head says what is checked and
            answered. Produce is advertised from v0 although it is served from v3, for librdkafka's
            sake. This file is generated from what a running broker advertises.

            | key | API | versions of the protocol | broker | controller |
            | ---: | --- | --- | --- | --- |
            """);
    int served = 0;
    for (ApiKey api : ApiKey.values()) {
      ApiVersion onBroker = broker.get(api.id());
      ApiVersion onController = controller.get(api.id());
      if (onBroker == null && onController == null) {
        continue;
      }
      served++;
      doc.append("| %d | %s | ".formatted(api.id(), api.apiName()))
          .append("%d–%d".formatted(api.lowestVersion(), api.highestVersion()))
          .append(" | %s | %s |\n".formatted(range(onBroker), range(onController)));
    }
    return doc.append("\n%d of %d APIs.\n".formatted(served, ApiKey.values().length)).toString();
  }

  private static String range(@Nullable ApiVersion range) {
    return range == null ? "" : "%d–%d".formatted(range.minVersion(), range.maxVersion());
  }
}
