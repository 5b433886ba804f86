package io.ottla.wire.record;

import io.ottla.wire.codec.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A header of a record (KIP-82).
 *
 * @param value null where the producer set none
 */
public record RecordHeader(String key, @Nullable Bytes value) {}
