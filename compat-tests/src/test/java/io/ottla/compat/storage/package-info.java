/** The files of Ottla's logs, read by Apache Kafka's own tools. */
@NullMarked
package io.ottla.compat.storage;

import org.jspecify.annotations.NullMarked;
