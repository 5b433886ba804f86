/** Tests of this package. */
@NullMarked
package io.ottla.replication.decider;

import org.jspecify.annotations.NullMarked;
