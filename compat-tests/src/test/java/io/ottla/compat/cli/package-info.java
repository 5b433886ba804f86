/** {@code bin/ottla} as its user meets it: starts, refusals, exit codes. Only for Ottla. */
@NullMarked
package io.ottla.compat.cli;

import org.jspecify.annotations.NullMarked;
