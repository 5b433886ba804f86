/** Tests of the controller around its deciders. */
@NullMarked
package io.ottla.replication.controller;

import org.jspecify.annotations.NullMarked;
