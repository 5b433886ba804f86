/**
 * Joins the logs on disk, the metadata and the configuration into this broker's replicas, and looks
 * after the logs: retention, flushing, checkpoints.
 *
 * <p>Main entries: {@link io.ottla.server.replica.BrokerLogs} and {@link
 * io.ottla.server.replica.LogDuties}.
 */
@NullMarked
package io.ottla.server.replica;

import org.jspecify.annotations.NullMarked;
