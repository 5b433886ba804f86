/**
 * The log of a partition: appending, reading, rolling, retention, truncation and recovery over
 * segments in Kafka's files. One loop owns a log and is the only one to change it; any thread reads
 * it, without a lock.
 *
 * <p>Main entry: {@link io.ottla.storage.log.PartitionLog}.
 */
@NullMarked
package io.ottla.storage.log;

import org.jspecify.annotations.NullMarked;
