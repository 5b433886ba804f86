/**
 * Every property that Ottla knows, as data: one class for each subject. No state, no owner loop.
 *
 * <p>Names, types, defaults and accepted values are Kafka's (4.3); the sentences are ours. Main
 * entry: {@link io.ottla.server.config.key.BrokerKeys}.
 */
@NullMarked
package io.ottla.server.config.key;

import org.jspecify.annotations.NullMarked;
