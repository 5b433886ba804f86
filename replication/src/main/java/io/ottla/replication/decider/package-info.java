/**
 * One class for each command of the controller: image and request in, records and response out.
 * Everything here is pure and without an owner loop.
 *
 * <p>Main entry: {@link io.ottla.replication.decider.AllDeciders}.
 */
@NullMarked
package io.ottla.replication.decider;

import org.jspecify.annotations.NullMarked;
