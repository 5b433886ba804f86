/**
 * What must be true before a broker may start: its data directories belong to it and to nobody
 * else, and its ports are free. Runs on the main thread, once; nothing is touched before everything
 * has been looked at.
 *
 * <p>Main entry: {@link io.ottla.server.start.DataDirectories}.
 */
@NullMarked
package io.ottla.server.start;

import org.jspecify.annotations.NullMarked;
