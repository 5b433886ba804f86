/**
 * The vocabulary of the protocol: error codes, ids, and (generated) the keys and versions of its
 * APIs.
 *
 * <p>Main entries: {@link io.ottla.wire.protocol.ErrorCode} and {@code ApiKey}.
 */
@NullMarked
package io.ottla.wire.protocol;

import org.jspecify.annotations.NullMarked;
