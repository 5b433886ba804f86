package io.ottla.wire.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.codec.BufferRecords;
import io.ottla.wire.codec.MalformedRequestException;
import io.ottla.wire.codec.Reader;
import io.ottla.wire.codec.UnsupportedVersionException;
import io.ottla.wire.codec.Writer;
import io.ottla.wire.message.ProduceRequest.PartitionProduceData;
import io.ottla.wire.message.ProduceRequest.TopicProduceData;
import io.ottla.wire.protocol.ApiKey;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MessageTest {
  @Test
  void aHeartbeatHasTheBytesOfItsSchema() {
    HeartbeatRequest request =
        HeartbeatRequest.builder().groupId("g").generationId(7).memberId("m").build();

    assertThat(hex(request, 0)).isEqualTo("000167" + "00000007" + "00016d");
    assertThat(hex(request, 3)).isEqualTo("000167" + "00000007" + "00016d" + "ffff");
    assertThat(hex(request, 4)).isEqualTo("0267" + "00000007" + "026d" + "00" + "00");
  }

  @Test
  void recordsAreSplicedOutOfTheBufferAndCountedInTheSize() {
    BufferRecords records = new BufferRecords(ByteBuffer.allocate(100));
    ProduceRequest request =
        ProduceRequest.builder()
            .topicData(
                List.of(
                    TopicProduceData.builder()
                        .name("t")
                        .partitionData(List.of(new PartitionProduceData(0, records)))
                        .build()))
            .build();
    short version = 3;
    ByteBuffer buffer = ByteBuffer.allocate(request.sizeOf(version) - request.splicedSize());
    Writer writer = Writer.splicing(buffer);

    request.write(writer, version);

    assertThat(buffer.hasRemaining()).isFalse();
    assertThat(writer.splices()).containsExactly(new Writer.Splice(buffer.position(), records));
  }

  @Test
  void aFieldThatTheVersionLacksIsRefusedUnlessIgnorable() {
    JoinGroupRequest request = JoinGroupRequest.builder().groupInstanceId("i").build();

    assertThatThrownBy(() -> request.sizeOf((short) 4))
        .isInstanceOf(UnsupportedVersionException.class)
        .hasMessageContaining("groupInstanceId");
    assertThat(JoinGroupRequest.builder().reason("r").build().sizeOf((short) 0)).isPositive();
  }

  @Test
  void anArrayCountBeyondTheFrameIsMalformed() {
    ByteBuffer frame = ByteBuffer.allocate(8).putInt(0x7fffffff).putInt(0).flip();

    assertThatThrownBy(() -> MetadataRequest.read(new Reader(frame), (short) 0))
        .isInstanceOf(MalformedRequestException.class);
  }

  @Test
  void theHeaderOfApiVersionsResponsesIsAlwaysVersion0() {
    assertThat(ApiKey.API_VERSIONS.responseHeaderVersion((short) 4)).isZero();
    assertThat(ApiKey.METADATA.responseHeaderVersion((short) 9)).isEqualTo((short) 1);
    assertThat(ApiKey.of((short) 4)).isNull();
    assertThat(ApiKey.of((short) -1)).isNull();
  }

  private static String hex(ApiMessage message, int version) {
    ByteBuffer buffer = ByteBuffer.allocate(message.sizeOf((short) version));
    message.write(Writer.copying(buffer), (short) version);
    assertThat(buffer.hasRemaining()).isFalse();
    return HexFormat.of().formatHex(buffer.array());
  }
}
