/**
 * The broker under test as a real process: started, stopped, killed, paused and started again on
 * the same directory and port. {@link io.ottla.compat.broker.WithBroker} gives a test class its
 * broker.
 */
@NullMarked
package io.ottla.compat.broker;

import org.jspecify.annotations.NullMarked;
