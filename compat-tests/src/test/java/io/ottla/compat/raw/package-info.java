/**
 * Requests written to a socket one by one, with the published message classes as codec: what no
 * client lets a test say. Each trap that other brokers fell into has its test here.
 */
@NullMarked
package io.ottla.compat.raw;

import org.jspecify.annotations.NullMarked;
