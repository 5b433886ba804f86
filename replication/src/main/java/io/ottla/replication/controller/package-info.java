/**
 * The active controller: decides one command after another against an image of the metadata, logs
 * the records of its decisions, and hands each committed change to the brokers' appliers.
 *
 * <p>Deciders are pure and have no owner; {@link io.ottla.replication.controller.Controller} is
 * owned by the controller loop. Main entries: {@link
 * io.ottla.replication.controller.ControllerGateway} to ask, {@link
 * io.ottla.replication.controller.MetadataPublisher} to see.
 */
@NullMarked
package io.ottla.replication.controller;

import org.jspecify.annotations.NullMarked;
