package io.ottla.compat.admin;

import static io.ottla.compat.client.Clients.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.WithBroker;
import io.ottla.compat.client.Clients;
import io.ottla.compat.support.Deadline;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits of connections, changed while the broker runs; addresses of the loopback's own net. */
@WithBroker(own = true, properties = "offsets.topic.num.partitions=1")
final class ConnectionLimitsScenario {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final BrokerUnderTest broker;
  private final List<Peer> peers = new ArrayList<>();

  ConnectionLimitsScenario(BrokerUnderTest broker) {
    this.broker = broker;
  }

  @AfterEach
  void closeAll() throws IOException {
    for (Peer peer : peers) {
      peer.close();
    }
  }

  /** A connection that asks for the versions of the APIs. */
  private static final class Peer implements AutoCloseable {
    private final Socket socket;

    Peer(Socket socket) throws IOException {
      this.socket = socket;
      socket.setSoTimeout((int) LIMIT.toMillis());
    }

    /** Whether it is answered; false when it is closed instead. */
    boolean isServed() throws IOException {
      try {
        ask();
        return new DataInputStream(socket.getInputStream()).read() >= 0;
      } catch (SocketException e) {
        return false;
      }
    }

    void ask() throws IOException {
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeInt(10);
      out.writeShort(18);
      out.writeShort(0);
      out.writeInt(1);
      out.writeShort(-1);
      out.flush();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private Peer connectFrom(String address) throws IOException {
    Peer peer =
        new Peer(
            new Socket(
                InetAddress.getLoopbackAddress(),
                broker.port(),
                InetAddress.getByName(address),
                0));
    peers.add(peer);
    return peer;
  }

  @Test
  void anAddressHasAsManyAsItsOverrideSays() throws IOException {
    alter("max.connections.per.ip.overrides", "127.0.0.2:1");
    awaitServed("127.0.0.2", 1);
    assertThat(connectFrom("127.0.0.3").isServed()).isTrue();

    alter("max.connections.per.ip.overrides", "127.0.0.2:2");

    awaitServed("127.0.0.2", 2);
    alter("max.connections.per.ip.overrides", "");
  }

  /** Waits until of four connections from an address so many are served, the first ones. */
  private void awaitServed(String address, int count) {
    var unused =
        Deadline.until(
            count + " connections from " + address,
            LIMIT,
            () -> {
              closeAll();
              List<Boolean> served = new ArrayList<>();
              for (int i = 0; i < 4; i++) {
                served.add(connectFrom(address).isServed());
              }
              return served;
            },
            served ->
                served.subList(0, count).stream().allMatch(is -> is)
                    && served.subList(count, 4).stream().noneMatch(is -> is));
  }

  /** Three are what the admin client needs in the end to take the limit away. */
  @Test
  void whatIsTooMuchInAllWaitsForAPlace() throws IOException {
    alter("max.connections", "3");
    List<Peer> served = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Peer peer = connectFrom("127.0.0.4");
      assertThat(peer.isServed()).isTrue();
      served.add(peer);
    }
    Peer waiting = connectFrom("127.0.0.4");
    waiting.ask();
    assertThat(waiting.socket.getInputStream().available()).isZero();

    served.get(0).close();

    assertThat(waiting.socket.getInputStream().read()).isZero();
    closeAll();
    alter("max.connections", Integer.toString(Integer.MAX_VALUE));
  }

  @Test
  void anAddressThatConnectsTooFastIsClosed() throws IOException {
    quota("127.0.0.5", 1.0);
    int refused = 0;
    for (int i = 0; i < 14; i++) {
      refused += connectFrom("127.0.0.5").isServed() ? 0 : 1;
    }
    assertThat(refused).isBetween(1, 13);
    assertThat(connectFrom("127.0.0.6").isServed()).isTrue();

    quota("127.0.0.5", 1000.0);

    assertThat(connectFrom("127.0.0.5").isServed()).isTrue();
  }

  private void alter(String name, String value) {
    ConfigResource everyBroker = new ConfigResource(ConfigResource.Type.BROKER, "");
    try (Admin admin = new Clients(broker).admin()) {
      get(
          admin
              .incrementalAlterConfigs(
                  Map.of(
                      everyBroker,
                      List.of(new AlterConfigOp(new ConfigEntry(name, value), OpType.SET))))
              .all());
    }
  }

  private void quota(String ip, double rate) {
    try (Admin admin = new Clients(broker).admin()) {
      ClientQuotaEntity entity = new ClientQuotaEntity(Map.of(ClientQuotaEntity.IP, ip));
      get(
          admin
              .alterClientQuotas(
                  List.of(
                      new ClientQuotaAlteration(
                          entity,
                          List.of(new ClientQuotaAlteration.Op("connection_creation_rate", rate)))))
              .all());
    }
  }
}
