/** Every other kafka-*.sh: what an operator asks, and the answers that matter to him. */
@NullMarked
package io.ottla.compat.tools;

import org.jspecify.annotations.NullMarked;
