/**
 * JMH suites of the hot classes. Main entry: {@code org.openjdk.jmh.Main}; {@code
 * docs/benchmarks.md} says how to run them.
 */
@NullMarked
package io.ottla.benchmarks;

import org.jspecify.annotations.NullMarked;
