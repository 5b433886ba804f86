/** Kafka Connect and MirrorMaker 2 from their published artifacts, as processes of their own. */
@NullMarked
package io.ottla.compat.connect;

import org.jspecify.annotations.NullMarked;
