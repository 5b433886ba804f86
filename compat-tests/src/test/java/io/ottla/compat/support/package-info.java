/** What every scenario needs: the source tree, the text, and the one place that waits. */
@NullMarked
package io.ottla.compat.support;

import org.jspecify.annotations.NullMarked;
