/**
 * The stock command line tools, run as their users run them: by name, with arguments, standard
 * input and an exit code. {@link io.ottla.compat.tool.Tools} is the way in.
 */
@NullMarked
package io.ottla.compat.tool;

import org.jspecify.annotations.NullMarked;
