package io.ottla.compat.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.compat.broker.BrokerUnderTest;
import io.ottla.compat.broker.TestNames;
import io.ottla.compat.broker.WithBroker;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bad frames end their own connection and nothing else; good ones are answered in order. */
@WithBroker(own = true, properties = "connections.max.idle.ms=3000")
final class FramingScenario {
  private static final Duration AT_ONCE = Duration.ofSeconds(5);
  private static final Duration IDLE_LIMIT = Duration.ofSeconds(20);

  private final BrokerUnderTest broker;
  private RawConnection connection;
  private RawConnection bystander;

  @SuppressWarnings("NullAway.Init")
  FramingScenario(BrokerUnderTest broker) {
    this.broker = broker;
  }

  @BeforeEach
  void connect() {
    connection = RawConnection.to(broker);
    bystander = RawConnection.to(broker);
    assertOthersGoOn();
  }

  @AfterEach
  void disconnect() {
    connection.close();
    bystander.close();
  }

  private void assertOthersGoOn() {
    MetadataResponseData answer =
        bystander.ask(ApiKeys.METADATA, 12, new MetadataRequestData(), MetadataResponseData.class);
    assertThat(answer.brokers()).hasSize(1);
  }

  @Test
  void anOversizedFrameClosesItsConnection() {
    connection.write(ByteBuffer.allocate(8).putInt(Integer.MAX_VALUE).putInt(0).array());

    assertThat(connection.isClosedWithin(AT_ONCE)).isTrue();
    assertOthersGoOn();
  }

  @Test
  void aNegativeLengthClosesItsConnection() {
    connection.write(ByteBuffer.allocate(8).putInt(-1).putInt(0).array());

    assertThat(connection.isClosedWithin(AT_ONCE)).isTrue();
    assertOthersGoOn();
  }

  @Test
  void garbageClosesItsConnection() {
    connection.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));

    assertThat(connection.isClosedWithin(AT_ONCE)).isTrue();
    assertOthersGoOn();
  }

  @Test
  void anUnknownApiKeyClosesItsConnection() {
    connection.write(bareRequest(9_999, 0));

    assertThat(connection.isClosedWithin(AT_ONCE)).isTrue();
    assertOthersGoOn();
  }

  @Test
  void anUnservedVersionClosesItsConnection() {
    connection.write(bareRequest(ApiKeys.METADATA.id, 99));

    assertThat(connection.isClosedWithin(AT_ONCE)).isTrue();
    assertOthersGoOn();
  }

  @Test
  void anEmptyFrameClosesItsConnection() {
    connection.write(new byte[4]);

    assertThat(connection.isClosedWithin(AT_ONCE)).isTrue();
    assertOthersGoOn();
  }

  @Test
  void aBodyThatDoesNotParseClosesItsConnection() {
    byte[] frame = RawConnection.frame(ApiKeys.METADATA, 0, 1, new MetadataRequestData());
    ByteBuffer.wrap(frame).putInt(frame.length - 4, Integer.MAX_VALUE);

    connection.write(frame);

    assertThat(connection.isClosedWithin(AT_ONCE)).isTrue();
    assertOthersGoOn();
  }

  @Test
  void bytesBehindARequestAreIgnored() {
    byte[] frame = RawConnection.frame(ApiKeys.METADATA, 12, 7, new MetadataRequestData());
    byte[] longer = java.util.Arrays.copyOf(frame, frame.length + 3);
    ByteBuffer.wrap(longer).putInt(longer.length - 4);

    connection.write(longer);

    assertThat(connection.receive(ApiKeys.METADATA, 12, 7, MetadataResponseData.class).brokers())
        .hasSize(1);
  }

  @Test
  void randomBytesInsideOfFramesDoNoHarm() {
    Random random = new Random(4_711);
    for (int i = 0; i < 200; i++) {
      byte[] body = new byte[random.nextInt(200)];
      random.nextBytes(body);
      try (RawConnection noisy = RawConnection.to(broker)) {
        noisy.write(
            ByteBuffer.allocate(4 + 10 + body.length)
                .putInt(10 + body.length)
                .putShort((short) random.nextInt(95))
                .putShort((short) random.nextInt(14))
                .putInt(i)
                .putShort((short) -1)
                .put(body)
                .array());
      }
      if (i % 20 == 0) {
        assertOthersGoOn();
      }
    }
    assertOthersGoOn();
  }

  @Test
  void halfAFrameAndSilenceIsNotWaitedForForEver() {
    byte[] frame = RawConnection.frame(ApiKeys.METADATA, 12, 1, new MetadataRequestData());
    connection.write(java.util.Arrays.copyOf(frame, frame.length / 2));

    assertThat(connection.isClosedWithin(IDLE_LIMIT)).isTrue();
    try (RawConnection other = RawConnection.to(broker)) {
      assertThat(ApiVersionsScenario.ask(other, 3)).isNotEmpty();
    }
  }

  @Test
  void aFrameMayComeByteByByte() {
    byte[] frame = RawConnection.frame(ApiKeys.METADATA, 12, 5, new MetadataRequestData());
    for (byte one : frame) {
      connection.write(new byte[] {one});
    }

    assertThat(connection.receive(ApiKeys.METADATA, 12, 5, MetadataResponseData.class).brokers())
        .hasSize(1);
  }

  @Test
  void requestsSentTogetherAreAnsweredInOrder(TestNames names) {
    String topic = names.topic();
    var unused = Topics.create(connection, topic, 1);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < 20; i++) {
      all.writeBytes(
          RawConnection.frame(
              ApiKeys.PRODUCE, 12, 5 * i, Producing.request(-1, topic, 0, Batches.batch(3))));
      all.writeBytes(
          RawConnection.frame(
              ApiKeys.FETCH,
              12,
              5 * i + 1,
              Fetching.request(topic, 3L * (i + 1)).setMinBytes(1).setMaxWaitMs(50)));
      all.writeBytes(
          RawConnection.frame(
              ApiKeys.PRODUCE, 12, -7, Producing.request(0, topic, 0, Batches.batch(0 + 1))));
      all.writeBytes(
          RawConnection.frame(ApiKeys.METADATA, 12, 5 * i + 3, new MetadataRequestData()));
      all.writeBytes(
          RawConnection.frame(ApiKeys.API_VERSIONS, 3, 5 * i + 4, ApiVersionsScenario.request()));
    }

    connection.write(all.toByteArray());

    for (int i = 0; i < 20; i++) {
      ProduceResponseData produced =
          connection.receive(ApiKeys.PRODUCE, 12, 5 * i, ProduceResponseData.class);
      assertThat(Producing.error(Producing.only(produced))).isEqualTo(Errors.NONE);
      assertThat(Producing.only(produced).baseOffset()).isEqualTo(4L * i);
      assertThat(connection.receive(ApiKeys.FETCH, 12, 5 * i + 1, FetchResponseData.class))
          .isNotNull();
      assertThat(connection.receive(ApiKeys.METADATA, 12, 5 * i + 3, MetadataResponseData.class))
          .isNotNull();
      assertThat(
              connection.receive(ApiKeys.API_VERSIONS, 3, 5 * i + 4, ApiVersionsResponseData.class))
          .isNotNull();
    }
  }

  private static byte[] bareRequest(int apiKey, int version) {
    return ByteBuffer.allocate(14)
        .putInt(10)
        .putShort((short) apiKey)
        .putShort((short) version)
        .putInt(1)
        .putShort((short) -1)
        .array();
  }
}
