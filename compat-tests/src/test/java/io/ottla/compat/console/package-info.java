/**
 * The console producer and consumer over a real text: the README's session, checked to the line.
 */
@NullMarked
package io.ottla.compat.console;

import org.jspecify.annotations.NullMarked;
