/**
 * Open files as a budgeted resource. A log names as many files as it likes; they are opened when
 * used, leased while used, and the least used of them closed when there are too many. The mapped
 * ends of files, in which small batches are written, are kept likewise. No loop owns any of it:
 * leases are counted with atomics, from any thread.
 *
 * <p>Main entry: {@link io.ottla.storage.file.FileCache}.
 */
@NullMarked
package io.ottla.storage.file;

import org.jspecify.annotations.NullMarked;
