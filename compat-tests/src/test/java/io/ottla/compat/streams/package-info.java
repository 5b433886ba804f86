/**
 * Kafka Streams from its published artifact, as a process that is killed and resumed. {@link
 * io.ottla.compat.streams.WordCountProgram} is what runs there.
 */
@NullMarked
package io.ottla.compat.streams;

import org.jspecify.annotations.NullMarked;
