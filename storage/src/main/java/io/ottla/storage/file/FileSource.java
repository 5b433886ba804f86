package io.ottla.storage.file;

import io.ottla.storage.disk.Disk;
import java.nio.file.Path;

/** Knows where a file lies at this moment; renaming its directory moves it. */
public interface FileSource {
  /** The file's path now. */
  Path path();

  /** How the file is to be opened. */
  Disk.Mode mode();
}
