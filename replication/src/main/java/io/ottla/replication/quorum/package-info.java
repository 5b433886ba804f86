/**
 * The log of the metadata behind a port, and its form on a single node: KRaft's own {@code
 * __cluster_metadata-0}.
 *
 * <p>Owned by the controller loop; only fsync and the writing of snapshots run elsewhere. Main
 * entries: {@link io.ottla.replication.quorum.MetadataLog}, {@link
 * io.ottla.replication.quorum.LocalMetadataLog} and {@link
 * io.ottla.replication.quorum.MetadataFormat}.
 */
@NullMarked
package io.ottla.replication.quorum;

import org.jspecify.annotations.NullMarked;
