package io.ottla.wire.record;

/**
 * A record that does not keep the rules.
 *
 * @param index of the record in its batch, from 0, as a Produce response's record errors name it
 */
public record RecordFault(int index, String sentence) {}
