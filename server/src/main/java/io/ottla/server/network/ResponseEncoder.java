package io.ottla.server.network;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.codec.BufferRecords;
import io.ottla.wire.codec.FileSlice;
import io.ottla.wire.codec.RecordsPayload;
import io.ottla.wire.codec.Writer;
import io.ottla.wire.message.ResponseHeader;
import io.ottla.wire.protocol.ApiKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns a response into what the socket takes: one buffer, or, where large record payloads lie in
 * files, buffers and file regions in turn. Releases the payloads once they are copied or sent.
 */
final class ResponseEncoder {
  private static final int SIZE_BYTES = 4;

  private final int copyMaxBytes;
  private final boolean sendfile;

  /**
   * An encoder for connections of one kind.
   *
   * @param sendfile whether the connection can take file regions; one with TLS cannot
   */
  ResponseEncoder(int copyMaxBytes, boolean sendfile) {
    this.copyMaxBytes = copyMaxBytes;
    this.sendfile = sendfile;
  }

  /**
   * The parts of the response in order, buffers and file regions, owned by the caller. Where it
   * cannot be encoded its payloads are released as well.
   */
  List<Object> encode(
      ApiKey api, short version, int correlationId, ApiMessage body, ByteBufAllocator allocator) {
    try {
      return encodeOrThrow(api, version, correlationId, body, allocator);
    } catch (RuntimeException failure) {
      body.releasePayloads();
      throw failure;
    }
  }

  private List<Object> encodeOrThrow(
      ApiKey api, short version, int correlationId, ApiMessage body, ByteBufAllocator allocator) {
    ResponseHeader header = new ResponseHeader(correlationId);
    short headerVersion = api.responseHeaderVersion(version);
    int size = header.sizeOf(headerVersion) + body.sizeOf(version);
    int splicedSize = body.splicedSize();
    boolean splicing = sendfile && splicedSize > copyMaxBytes;
    int bufferSize = SIZE_BYTES + size - (splicing ? splicedSize : 0);
    ByteBuf buffer = allocator.directBuffer(bufferSize, bufferSize);
    ByteBuffer target = buffer.internalNioBuffer(0, bufferSize);
    target.putInt(size);
    Writer writer = splicing ? Writer.splicing(target) : Writer.copying(target);
    header.write(writer, headerVersion);
    body.write(writer, version);
    buffer.writerIndex(bufferSize);
    if (!splicing) {
      body.releasePayloads();
      return List.of(buffer);
    }
    return weave(buffer, target.position(), target.position() - bufferSize, writer.splices());
  }

  /** Cuts the buffer where payloads belong; positions are those of the NIO view. */
  private List<Object> weave(
      ByteBuf buffer, int viewEnd, int viewStart, List<Writer.Splice> splices) {
    List<Object> parts = new ArrayList<>(2 * splices.size() + 1);
    for (Writer.Splice splice : splices) {
      addSlice(parts, buffer, splice.position() - viewStart);
      parts.add(part(splice.payload()));
    }
    addSlice(parts, buffer, viewEnd - viewStart);
    buffer.release();
    return parts;
  }

  private static void addSlice(List<Object> parts, ByteBuf buffer, int end) {
    int length = end - buffer.readerIndex();
    if (length > 0) {
      parts.add(buffer.readRetainedSlice(length));
    }
  }

  private static Object part(RecordsPayload payload) {
    FileSlice slice = payload.fileSlice();
    if (slice != null) {
      return new LeasedRegion(payload, slice);
    }
    if (payload instanceof BufferRecords records) {
      return Unpooled.wrappedBuffer(records.buffer());
    }
    ByteBuffer copy = ByteBuffer.allocateDirect(payload.sizeInBytes());
    payload.writeTo(copy);
    payload.release();
    return Unpooled.wrappedBuffer(copy.flip());
  }
}
