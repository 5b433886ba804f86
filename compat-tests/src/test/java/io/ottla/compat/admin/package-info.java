/** Every method of the Java admin client that a single broker without security can answer. */
@NullMarked
package io.ottla.compat.admin;

import org.jspecify.annotations.NullMarked;
