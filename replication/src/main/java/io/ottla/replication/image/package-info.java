/**
 * All metadata of the cluster as one immutable snapshot, the records that change it, and what a
 * range of records changed.
 *
 * <p>Pure values without an owner loop: the controller makes them, everyone reads them. Main
 * entries: {@link io.ottla.replication.image.MetadataImage} and {@link
 * io.ottla.replication.image.MetadataDelta}.
 */
@NullMarked
package io.ottla.replication.image;

import org.jspecify.annotations.NullMarked;
