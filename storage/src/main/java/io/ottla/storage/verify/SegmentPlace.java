package io.ottla.storage.verify;

import io.ottla.storage.disk.Disk;
import io.ottla.storage.segment.FileKind;
import java.nio.file.Path;

/**
 * A segment that is checked.
 *
 * @param isLast whether it is the one that is appended to
 */
record SegmentPlace(Disk disk, Path directory, long baseOffset, boolean isLast, Report report) {
  Path path(FileKind kind) {
    return directory.resolve(kind.nameOf(baseOffset));
  }
}
