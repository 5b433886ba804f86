package io.ottla.compat.wire;

import static org.apache.kafka.common.message.ApiMessageType.ListenerType.BROKER;
import static org.apache.kafka.common.message.ApiMessageType.ListenerType.CONTROLLER;
import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.codec.Bytes;
import io.ottla.wire.codec.UnsupportedVersionException;
import io.ottla.wire.protocol.ApiKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.types.RawTaggedField;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every message, header and log record of the published artifacts, in every version: random ones
 * are the same values and the same bytes on both sides, whoever writes.
 */
final class MessageScenario {
  private static final long SEED = 1892;
  private static final int MESSAGES_PER_VERSION = 30;
  private static final int UNKNOWN_TAG = 5_000;

  private final List<KafkaMessage> kafka = KafkaMessage.all();

  @Test
  void bothSidesHaveTheSameMessages() throws Exception {
    Set<String> theirs = kafka.stream().map(KafkaMessage::name).collect(Collectors.toSet());

    assertThat(OttlaMessage.names()).containsExactlyInAnyOrderElementsOf(theirs);
  }

  @Test
  void bothSidesHaveTheSameApis() {
    List<ApiKeys> served =
        Arrays.stream(ApiKeys.values()).filter(ApiKeys::hasValidVersion).toList();

    assertThat(ApiKey.values()).hasSameSizeAs(served);
    for (ApiKeys theirs : served) {
      ApiKey ours = ApiKey.of(theirs.id);

      assertThat(ours).as(theirs.name).isNotNull();
      assertThat(ours.apiName()).isEqualTo(theirs.name);
      assertThat(ours.lowestVersion()).isEqualTo(theirs.messageType.lowestSupportedVersion());
      assertThat(ours.highestVersion()).isEqualTo(theirs.latestVersion(true));
      assertThat(ours.latestUnstable()).isEqualTo(theirs.messageType.latestVersionUnstable());
      assertThat(ours.onBroker()).isEqualTo(theirs.messageType.listeners().contains(BROKER));
      assertThat(ours.onController())
          .isEqualTo(theirs.messageType.listeners().contains(CONTROLLER));
      for (short v = ours.lowestVersion(); v <= ours.highestVersion(); v++) {
        assertThat(ours.requestHeaderVersion(v)).isEqualTo(theirs.requestHeaderVersion(v));
        assertThat(ours.responseHeaderVersion(v)).isEqualTo(theirs.responseHeaderVersion(v));
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> whoeverWritesTheOtherReadsTheSame() {
    return each(MessageScenario::proveBothWays);
  }

  @TestFactory
  Stream<DynamicTest> whatAVersionCannotCarryIsRefusedOrLeftOutAlike() {
    return each(MessageScenario::proveOtherVersions);
  }

  @Test
  void counts() {
    int versions = kafka.stream().mapToInt(m -> m.highestVersion() - m.lowestVersion() + 1).sum();

    System.out.printf(
        "wire proof: %d APIs, %d messages x versions = %d, each with %d random messages%n",
        ApiKey.values().length, kafka.size(), versions, MESSAGES_PER_VERSION);
    assertThat(versions).isGreaterThan(kafka.size());
  }

  private Stream<DynamicTest> each(Proof proof) {
    return kafka.stream()
        .map(
            message ->
                DynamicTest.dynamicTest(
                    message.name(),
                    () -> {
                      OttlaMessage ours = OttlaMessage.named(message.name());
                      assertThat(ours.lowestVersion()).isEqualTo(message.lowestVersion());
                      assertThat(ours.highestVersion()).isEqualTo(message.highestVersion());
                      for (short v = ours.lowestVersion(); v <= ours.highestVersion(); v++) {
                        proof.run(ours, message, v);
                      }
                    }));
  }

  private static void proveBothWays(OttlaMessage ours, KafkaMessage theirs, short version) {
    RandomBytes random = new RandomBytes(new Random(SEED));
    for (int i = 0; i < MESSAGES_PER_VERSION; i++) {
      Message drawn =
          theirs.read(RandomBytes.copy(random.message(theirs.schema(version))), version);
      ByteBuffer written = KafkaMessage.write(drawn, version);

      ApiMessage read = ours.read(written, version);
      SameValues.check(read, drawn);
      assertSameBytes(OttlaMessage.write(read, version), written, drawn);
      assertThat(theirs.read(OttlaMessage.write(read, version), version)).isEqualTo(drawn);
      skipsUnknownTags(ours, read, drawn, version);
    }
  }

  private static void skipsUnknownTags(
      OttlaMessage ours, ApiMessage read, Message drawn, short version) {
    drawn.unknownTaggedFields().add(new RawTaggedField(UNKNOWN_TAG, new byte[] {1, 2, 3}));
    @Nullable ByteBuffer written = writeOrRefuse(drawn, version);
    if (written != null) {
      assertThat(ours.read(written, version)).isEqualTo(read);
    }
  }

  /** Writes messages of one version in all others. */
  private static void proveOtherVersions(OttlaMessage ours, KafkaMessage theirs, short version) {
    RandomBytes random = new RandomBytes(new Random(SEED + version));
    for (int i = 0; i < MESSAGES_PER_VERSION / 2; i++) {
      Message drawn =
          theirs.read(RandomBytes.copy(random.message(theirs.schema(version))), version);
      ApiMessage read = ours.read(KafkaMessage.write(drawn, version), version);
      for (short v = theirs.lowestVersion(); v <= theirs.highestVersion(); v++) {
        @Nullable ByteBuffer written = writeOrRefuse(drawn, v);
        @Nullable ByteBuffer ourBytes = writeOrRefuse(read, v);

        assertSameBytes(ourBytes, written, drawn);
      }
    }
  }

  private static @Nullable ByteBuffer writeOrRefuse(Message message, short version) {
    try {
      return KafkaMessage.write(message, version);
    } catch (org.apache.kafka.common.errors.UnsupportedVersionException | NullPointerException e) {
      return null;
    }
  }

  private static @Nullable ByteBuffer writeOrRefuse(ApiMessage message, short version) {
    try {
      return OttlaMessage.write(message, version);
    } catch (UnsupportedVersionException e) {
      return null;
    }
  }

  private static void assertSameBytes(
      @Nullable ByteBuffer ours, @Nullable ByteBuffer theirs, Message message) {
    if (!Objects.equals(ours, theirs)) {
      assertThat(hex(ours)).as("%s", message).isEqualTo(hex(theirs));
    }
  }

  private static String hex(@Nullable ByteBuffer bytes) {
    return bytes == null ? "refused" : HexFormat.of().formatHex(Bytes.copyOf(bytes).toByteArray());
  }

  private interface Proof {
    void run(OttlaMessage ours, KafkaMessage theirs, short version);
  }
}
