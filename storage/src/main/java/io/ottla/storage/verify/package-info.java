/**
 * A check of logs on disk that only reads: for {@code ottla verify-log}. One thread.
 *
 * <p>Main entry: {@link io.ottla.storage.verify.LogVerifier}.
 */
@NullMarked
package io.ottla.storage.verify;

import org.jspecify.annotations.NullMarked;
