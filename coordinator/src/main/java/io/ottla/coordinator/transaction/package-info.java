/**
 * The transaction coordinator: the state machine of a partition of {@code __transaction_state}, old
 * protocol and KIP-890, and the entry that finds the right one for a transactional id.
 *
 * <p>What a request does to a transaction is a pure function from its state to the next one (the
 * classes named Verb); {@link io.ottla.coordinator.transaction.TransactionShard} writes it and has
 * {@link io.ottla.coordinator.transaction.Completion} send the markers.
 *
 * <p>Owner: the loop of the partition. Main entry: {@link
 * io.ottla.coordinator.transaction.TransactionCoordinator}, from any thread.
 */
@NullMarked
package io.ottla.coordinator.transaction;

import org.jspecify.annotations.NullMarked;
