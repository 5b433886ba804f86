package io.ottla.server.config.key;

import static io.ottla.server.config.key.ConfigType.INT;
import static io.ottla.server.config.key.ConfigType.LIST;
import static io.ottla.server.config.key.ConfigType.LONG;
import static io.ottla.server.config.key.ConfigType.STRING;

import java.util.List;

/** Listeners, connections and requests. */
public final class NetworkKeys {
  static final KeyArea AREA = new KeyArea("Listeners, connections and requests");

  public static final ConfigKey<List<String>> LISTENERS =
      AREA.key("listeners", LIST, List.of("PLAINTEXT://:9092"))
          .high()
          .perBroker()
          .honoured()
          .doc(
              "Where the broker listens, as NAME://host:port separated by commas; an empty host"
                  + " means every interface. A change holds from the next start.");

  public static final ConfigKey<List<String>> ADVERTISED_LISTENERS =
      AREA.key("advertised.listeners", LIST)
          .high()
          .honoured()
          .doc(
              "What clients are told to connect to, as NAME://host:port. Unset, the listener"
                  + " itself; for one on every interface, the address that the client's connection"
                  + " arrived at.");

  public static final ConfigKey<String> LISTENER_SECURITY_PROTOCOL_MAP =
      AREA.key(
              "listener.security.protocol.map",
              STRING,
              "SASL_SSL:SASL_SSL,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT")
          .low()
          .perBroker()
          .honoured()
          .doc(
              "Which security protocol each listener name speaks, as NAME:PROTOCOL separated by"
                  + " commas. A change holds from the next start.");

  public static final ConfigKey<List<String>> EARLY_START_LISTENERS =
      AREA.key("early.start.listeners", LIST)
          .high()
          .doc("Listeners opened before the authorizer has loaded.");

  public static final ConfigKey<String> INTER_BROKER_LISTENER_NAME =
      AREA.key("inter.broker.listener.name", STRING)
          .honoured()
          .doc("The listener brokers use among themselves.");

  public static final ConfigKey<String> SECURITY_INTER_BROKER_PROTOCOL =
      AREA.key("security.inter.broker.protocol", STRING, "PLAINTEXT")
          .oneOf("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")
          .honoured()
          .doc(
              "The protocol brokers use among themselves, where inter.broker.listener.name is not"
                  + " set.");

  public static final ConfigKey<Integer> NUM_NETWORK_THREADS =
      AREA.key("num.network.threads", INT, 3)
          .atLeast(1)
          .high()
          .clusterWide()
          .honoured()
          .doc(
              "Together with num.io.threads the most I/O threads; Ottla runs one for every two"
                  + " processors. A change holds from the next start.");

  public static final ConfigKey<Integer> NUM_IO_THREADS =
      AREA.key("num.io.threads", INT, 8)
          .atLeast(1)
          .high()
          .clusterWide()
          .honoured()
          .doc(
              "Kafka's request threads; Ottla's I/O threads do their work, see"
                  + " num.network.threads. A change holds from the next start.");

  public static final ConfigKey<Integer> SOCKET_LISTEN_BACKLOG_SIZE =
      AREA.key("socket.listen.backlog.size", INT, 50)
          .atLeast(1)
          .honoured()
          .doc("Connections the operating system queues before they are accepted.");

  public static final ConfigKey<Integer> SOCKET_RECEIVE_BUFFER_BYTES =
      AREA.key("socket.receive.buffer.bytes", INT, -1)
          .high()
          .honoured()
          .doc(
              "Receive buffer of client sockets; -1 lets Linux make it as large as is needed, where"
                  + " Kafka's 102400 takes twice as many reads.");

  public static final ConfigKey<Integer> SOCKET_SEND_BUFFER_BYTES =
      AREA.key("socket.send.buffer.bytes", INT, 102400)
          .high()
          .honoured()
          .doc(
              "Send buffer of client sockets; -1 lets Linux make it as large as is needed, which"
                  + " takes fewer calls for a consumer and lets it hold up others for longer.");

  public static final ConfigKey<Integer> SOCKET_REQUEST_MAX_BYTES =
      AREA.key("socket.request.max.bytes", INT, 104857600)
          .atLeast(1)
          .high()
          .honoured()
          .doc("The largest request that is read; a larger one closes its connection.");

  public static final ConfigKey<Long> SOCKET_CONNECTION_SETUP_TIMEOUT_MS =
      AREA.key("socket.connection.setup.timeout.ms", LONG, 10000L)
          .doc("First time limit for setting up a connection to another broker.");

  public static final ConfigKey<Long> SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS =
      AREA.key("socket.connection.setup.timeout.max.ms", LONG, 30000L)
          .doc("Longest time limit for setting up a connection to another broker.");

  public static final ConfigKey<Long> CONNECTIONS_MAX_IDLE_MS =
      AREA.key("connections.max.idle.ms", LONG, 600000L)
          .honoured()
          .doc("A connection without a request for so long is closed.");

  public static final ConfigKey<Integer> MAX_CONNECTIONS =
      AREA.key("max.connections", INT, Integer.MAX_VALUE)
          .atLeast(0)
          .clusterWide()
          .honoured()
          .doc("Connections open at a time; more of them wait.");

  public static final ConfigKey<Integer> MAX_CONNECTIONS_PER_IP =
      AREA.key("max.connections.per.ip", INT, Integer.MAX_VALUE)
          .atLeast(0)
          .clusterWide()
          .honoured()
          .doc("Connections open at a time from one address; more of them are closed.");

  public static final ConfigKey<String> MAX_CONNECTIONS_PER_IP_OVERRIDES =
      AREA.key("max.connections.per.ip.overrides", STRING, "")
          .honoured()
          .clusterWide()
          .doc("Other limits for some addresses, as address:count separated by commas.");

  public static final ConfigKey<Integer> MAX_CONNECTION_CREATION_RATE =
      AREA.key("max.connection.creation.rate", INT, Integer.MAX_VALUE)
          .atLeast(0)
          .clusterWide()
          .honoured()
          .doc("New connections accepted per second, over some seconds; more of them wait.");

  public static final ConfigKey<Integer> QUEUED_MAX_REQUESTS =
      AREA.key("queued.max.requests", INT, 500)
          .atLeast(1)
          .high()
          .honoured()
          .doc(
              "Requests that were read but wait for others of their connections, before connections"
                  + " with a request under way are read no further.");

  public static final ConfigKey<Long> QUEUED_MAX_REQUEST_BYTES =
      AREA.key("queued.max.request.bytes", LONG, -1L)
          .honoured()
          .doc(
              "Bytes of requests in flight before no further ones are read; -1 lets Ottla choose"
                  + " from the heap.");

  public static final ConfigKey<Integer> REQUEST_TIMEOUT_MS =
      AREA.key("request.timeout.ms", INT, 30000)
          .high()
          .doc("How long the broker waits for the answers to its own requests.");

  public static final ConfigKey<Integer> FETCH_MAX_BYTES =
      AREA.key("fetch.max.bytes", INT, 57671680)
          .atLeast(1024)
          .honoured()
          .doc("The most bytes of records in one fetch answer, whatever the client asks for.");

  public static final ConfigKey<Integer> MAX_INCREMENTAL_FETCH_SESSION_CACHE_SLOTS =
      AREA.key("max.incremental.fetch.session.cache.slots", INT, 1000)
          .atLeast(0)
          .honoured()
          .doc("Fetch sessions kept at a time.");

  public static final ConfigKey<Integer> MAX_REQUEST_PARTITION_SIZE_LIMIT =
      AREA.key("max.request.partition.size.limit", INT, 2000)
          .atLeast(1)
          .honoured()
          .doc("Partitions described in one page of a topic description.");

  public static final ConfigKey<Integer> FETCH_PURGATORY_PURGE_INTERVAL_REQUESTS =
      AREA.key("fetch.purgatory.purge.interval.requests", INT, 1000)
          .doc("Kafka's clean-up rhythm for waiting fetches; Ottla removes them at once.");

  public static final ConfigKey<Integer> PRODUCER_PURGATORY_PURGE_INTERVAL_REQUESTS =
      AREA.key("producer.purgatory.purge.interval.requests", INT, 1000)
          .doc("Kafka's clean-up rhythm for waiting produces; Ottla removes them at once.");

  public static final ConfigKey<Integer> DELETE_RECORDS_PURGATORY_PURGE_INTERVAL_REQUESTS =
      AREA.key("delete.records.purgatory.purge.interval.requests", INT, 1)
          .doc("Kafka's clean-up rhythm for waiting record deletions; Ottla removes them at once.");

  private NetworkKeys() {}
}
