/**
 * A check of logs on disk that only reads: for {@code ottla verify-log}. One thread.
 *
 * <p>Main entry: {@link io.ottla.storage.verify.LogVerifier}, which walks a log with one check for
 * each kind of file.
 */
@NullMarked
package io.ottla.storage.verify;

import org.jspecify.annotations.NullMarked;
