package io.ottla.storage.disk;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class RealDiskTest extends DiskContract {
  RealDiskTest(@TempDir Path root) {
    super(new RealDisk(), root);
  }
}
