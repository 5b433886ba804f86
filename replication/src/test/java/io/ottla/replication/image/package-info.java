/** Tests of this package. */
@NullMarked
package io.ottla.replication.image;

import org.jspecify.annotations.NullMarked;
