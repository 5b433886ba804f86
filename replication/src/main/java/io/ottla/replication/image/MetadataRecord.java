package io.ottla.replication.image;

import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.codec.MalformedRequestException;
import io.ottla.wire.codec.Reader;
import io.ottla.wire.codec.Sizes;
import io.ottla.wire.codec.Writer;
import java.nio.ByteBuffer;

/**
 * One change of the metadata and the version it is written in.
 *
 * <p>On disk it is the value of a log record: frame version (unsigned varint, always 1), record
 * type (unsigned varint), record version (unsigned varint), record.
 */
public record MetadataRecord(ApiMessage message, short version) {
  private static final int FRAME_VERSION = 1;

  /** A record in version 0, the only one of most types. */
  public static MetadataRecord of(ApiMessage message) {
    return new MetadataRecord(message, (short) 0);
  }

  /**
   * Reads a framed record.
   *
   * @throws MalformedRequestException when the frame is not of version 1 or the type is unknown
   */
  public static MetadataRecord read(ByteBuffer value) {
    Reader in = new Reader(value);
    int frame = in.unsignedVarint();
    if (frame != FRAME_VERSION) {
      throw new MalformedRequestException("metadata frame version " + frame);
    }
    int key = in.unsignedVarint();
    MetadataRecordType type = MetadataRecordType.ofKey(key);
    if (type == null) {
      throw new MalformedRequestException("unknown metadata record type " + key);
    }
    short version = (short) in.unsignedVarint();
    ApiMessage message = type.read(in, version);
    in.expectEnd();
    return new MetadataRecord(message, version);
  }

  /** The size in bytes with its frame. */
  public int framedSize() {
    return Sizes.unsignedVarint(FRAME_VERSION)
        + Sizes.unsignedVarint(type().key())
        + Sizes.unsignedVarint(version)
        + message.sizeOf(version);
  }

  /** Writes frame and record: exactly {@link #framedSize} bytes. */
  public void writeFramed(ByteBuffer target) {
    Writer out = Writer.copying(target);
    out.unsignedVarint(FRAME_VERSION);
    out.unsignedVarint(type().key());
    out.unsignedVarint(version);
    message.write(out, version);
  }

  /** Which record it is. */
  public MetadataRecordType type() {
    return MetadataRecordType.of(message);
  }
}
