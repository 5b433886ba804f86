package io.ottla.server.fetch;

import io.ottla.wire.protocol.Uuid;

/**
 * A partition as a fetch request names it.
 *
 * @param topic its name; empty where the request has ids
 * @param topicId zero where the request has names
 */
record FetchKey(String topic, Uuid topicId, int partition) {}
