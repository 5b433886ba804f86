/**
 * What may change while the broker runs: the layers values come from, the answers to
 * DescribeConfigs, and the rules for changes.
 *
 * <p>{@link io.ottla.server.config.dynamic.DynamicConfig} is immutable and swapped by the loop that
 * applies metadata. {@link io.ottla.server.config.dynamic.ConfigDescriber} and {@link
 * io.ottla.server.config.dynamic.ConfigRules} are pure functions over it.
 *
 * <p>Main entry: {@link io.ottla.server.config.dynamic.DynamicConfig}.
 */
@NullMarked
package io.ottla.server.config.dynamic;

import org.jspecify.annotations.NullMarked;
