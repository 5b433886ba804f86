/**
 * Puts the broker together: {@code Broker} is the one place that decides which loops share a thread
 * and who is handed what.
 */
@NullMarked
package io.ottla.server;

import org.jspecify.annotations.NullMarked;
