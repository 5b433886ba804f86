/**
 * An Ottla inside other people's tests: in their process, on a free port, gone when they are done.
 *
 * <p>Main entry: {@link io.ottla.testkit.OttlaBroker}.
 */
@NullMarked
package io.ottla.testkit;

import org.jspecify.annotations.NullMarked;
