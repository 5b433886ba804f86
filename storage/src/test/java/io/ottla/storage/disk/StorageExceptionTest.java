package io.ottla.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorageExceptionTest {
  @ParameterizedTest
  @ValueSource(strings = {"No space left on device", "f: Disk quota exceeded"})
  void whatTheSystemSaysOfAFullDiskIsNoFailureOfIt(String message) {
    assertThat(StorageException.of("write f", new IOException(message)))
        .isInstanceOf(DiskFullException.class)
        .hasMessageContaining("write f");
  }

  @Test
  void everythingElseIsTheDisksFault() {
    assertThat(StorageException.of("write f", new IOException("Input/output error")))
        .isNotInstanceOf(DiskFullException.class)
        .hasMessageContaining("write f")
        .hasMessageContaining("Input/output error");
    assertThat(StorageException.of("write f", new IOException()))
        .isNotInstanceOf(DiskFullException.class);
  }

  @Test
  void nothingLiesAboveTheRoot() {
    assertThat(Disk.directoryOf(Path.of("/data/t-0"))).isEqualTo(Path.of("/data"));
    assertThatThrownBy(() -> Disk.directoryOf(Path.of("/"))).isInstanceOf(StorageException.class);
  }
}
