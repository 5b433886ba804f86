/**
 * The command line: {@code bin/ottla}. Each command is a class that reads its arguments, prints one
 * clear line when something is wrong, and returns the exit code.
 *
 * <p>Main entry: {@link io.ottla.server.cli.OttlaCommand}.
 */
@NullMarked
package io.ottla.server.cli;

import org.jspecify.annotations.NullMarked;
