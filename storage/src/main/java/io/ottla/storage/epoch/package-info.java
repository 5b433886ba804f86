/**
 * Which leader epoch wrote which part of a log (KIP-101, KIP-320), and the text files of Kafka that
 * hold such small tables. Owned by the partition's loop; read from any thread.
 *
 * <p>Main entry: {@link io.ottla.storage.epoch.LeaderEpochs}.
 */
@NullMarked
package io.ottla.storage.epoch;

import org.jspecify.annotations.NullMarked;
