/** What survives a stop, a kill and a pause of the broker: everything that it acknowledged. */
@NullMarked
package io.ottla.compat.survival;

import org.jspecify.annotations.NullMarked;
