/**
 * What a partition remembers of its producers: their last batches, by which duplicates and gaps are
 * told (KIP-98), and their open transactions, by which the last stable offset is. Owned by the
 * partition's loop.
 *
 * <p>Main entry: {@link io.ottla.storage.producer.ProducerStates}.
 */
@NullMarked
package io.ottla.storage.producer;

import org.jspecify.annotations.NullMarked;
