/**
 * Record batches of format 2, viewed where they lie: header, checks, records one after another, and
 * a builder. Views belong to whoever owns the buffer under them; nothing here keeps state beyond a
 * call or starts a thread.
 *
 * <p>Main entries: {@link io.ottla.wire.record.RecordBatch} for what is there, {@link
 * io.ottla.wire.record.RecordBatchBuilder} for what shall be.
 */
@NullMarked
package io.ottla.wire.record;

import org.jspecify.annotations.NullMarked;
