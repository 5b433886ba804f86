package io.ottla.wire.codec;

import java.nio.channels.FileChannel;

/**
 * A run of bytes of an open file, for sendfile.
 *
 * @param position of the first byte in the file
 * @param size in bytes
 */
public record FileSlice(FileChannel channel, long position, int size) {}
