/**
 * How values of the protocol lie in bytes: a reader that trusts nothing, a writer into a buffer of
 * known size, and the few value types that messages are made of. No I/O and no threads.
 *
 * <p>Main entries: {@link io.ottla.wire.codec.Reader} and {@link io.ottla.wire.codec.Writer}.
 */
@NullMarked
package io.ottla.wire.codec;

import org.jspecify.annotations.NullMarked;
