/** Tests of this package. */
@NullMarked
package io.ottla.replication.quorum;

import org.jspecify.annotations.NullMarked;
