/**
 * The replicas that this broker holds: a partition as its leader sees it, the registry of all, and
 * the applier that follows the metadata. A partition is owned by one loop; reading and finding
 * happen on any thread without a lock.
 *
 * <p>Main entries: {@link io.ottla.replication.partition.Partition} and {@link
 * io.ottla.replication.partition.PartitionRegistry}.
 */
@NullMarked
package io.ottla.replication.partition;

import org.jspecify.annotations.NullMarked;
