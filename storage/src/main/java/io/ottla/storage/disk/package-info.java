/**
 * The disk as a port: the few things a log asks of a file system, so that a test can lose pages,
 * fill up or fail where it likes. No loop owns it; every method may be called from any thread.
 *
 * <p>Main entry: {@link io.ottla.storage.disk.Disk}.
 */
@NullMarked
package io.ottla.storage.disk;

import org.jspecify.annotations.NullMarked;
