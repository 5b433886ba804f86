/**
 * The clients that programs use: the Java clients of many releases, and librdkafka through kcat.
 */
@NullMarked
package io.ottla.compat.client;

import org.jspecify.annotations.NullMarked;
