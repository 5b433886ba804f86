/**
 * Client quotas (KIP-13, KIP-124, KIP-219): who sends or is sent more than his share is told how
 * long to stay away, and his connection is not read for so long. Called from any I/O loop.
 *
 * <p>Main entry: {@link io.ottla.server.quota.ClientQuotas}.
 */
@NullMarked
package io.ottla.server.quota;

import org.jspecify.annotations.NullMarked;
