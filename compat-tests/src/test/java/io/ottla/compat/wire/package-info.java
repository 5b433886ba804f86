/**
 * What Ottla's wire module reads and writes, byte for byte against the published Kafka artifacts:
 * no broker takes part. Alone in this module it looks into one of Ottla's.
 */
@NullMarked
package io.ottla.compat.wire;

import org.jspecify.annotations.NullMarked;
