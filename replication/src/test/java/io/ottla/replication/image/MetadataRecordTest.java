package io.ottla.replication.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ottla.wire.codec.MalformedRequestException;
import io.ottla.wire.message.FeatureLevelRecord;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class MetadataRecordTest {
  /**
   * Frame version 1, record type 12, version 0, "metadata.version" as a compact string, level 30,
   * no tagged fields.
   */
  private static final String FEATURE =
      "010c00" + "11" + "6d657461646174612e76657273696f6e" + "001e00";

  @Test
  void frameIsVersionTypeAndVersion() {
    MetadataRecord record =
        MetadataRecord.of(new FeatureLevelRecord("metadata.version", (short) 30));
    ByteBuffer bytes = ByteBuffer.allocate(record.framedSize());
    record.writeFramed(bytes);

    assertThat(HexFormat.of().formatHex(bytes.array())).isEqualTo(FEATURE);
    assertThat(MetadataRecord.read(bytes.flip())).isEqualTo(record);
  }

  @Test
  void unknownFrameOrTypeIsMalformed() {
    for (String hex : new String[] {"020c00", "017f00", "01", ""}) {
      ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
      assertThatThrownBy(() -> MetadataRecord.read(bytes))
          .isInstanceOf(MalformedRequestException.class);
    }
  }
}
