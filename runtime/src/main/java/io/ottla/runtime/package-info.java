/**
 * The few things every other module stands on: time, event loops with their timers, and invariant
 * checks. Only this package reads the wall clock, makes threads or draws random numbers; everyone
 * else is handed an {@link io.ottla.runtime.EventLoop} and a {@link io.ottla.runtime.Clock}.
 *
 * <p>Main entry: {@link io.ottla.runtime.EventLoop}.
 */
@NullMarked
package io.ottla.runtime;

import org.jspecify.annotations.NullMarked;
