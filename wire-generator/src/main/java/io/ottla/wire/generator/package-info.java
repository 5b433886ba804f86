/**
 * Build only: turns the schemas of the protocol into Java records. Reads {@code *.schema} files,
 * checks them and writes one source file per message. Runs on the build's thread.
 *
 * <p>Main entry: {@link io.ottla.wire.generator.Main}.
 */
@NullMarked
package io.ottla.wire.generator;

import org.jspecify.annotations.NullMarked;
