package io.ottla.coordinator.group.model;

import io.ottla.wire.codec.Bytes;

/** A protocol of classic members to assign by, and what a member says for it. */
public record ClassicProtocol(String name, Bytes metadata) {}
