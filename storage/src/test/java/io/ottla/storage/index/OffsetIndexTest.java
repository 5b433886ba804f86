package io.ottla.storage.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.DiskFile;
import io.ottla.storage.disk.SimDisk;
import io.ottla.storage.file.CorruptLogException;
import org.junit.jupiter.api.Test;

/** Batches of ten records and a hundred bytes, each with an entry. */
class OffsetIndexTest {
  private static final long BASE_OFFSET = 1_000;
  private static final int ENTRIES = 2_000;

  private final SimDisk disk = new SimDisk();
  private final IndexFile file = new IndexFile(disk);
  private final OffsetIndex index = open();

  private OffsetIndex open() {
    return new OffsetIndex(BASE_OFFSET, file.cached(), file::size);
  }

  private void append(int count) {
    for (int i = 0; i < count; i++) {
      index.append(BASE_OFFSET + 10L * i + 9, 100 * i);
    }
  }

  private static void assertAllAreFound(OffsetIndex index, int count) {
    for (int i = count - 1; i >= 0; i--) {
      long lastOffset = BASE_OFFSET + 10L * i + 9;
      assertThat(index.positionBefore(lastOffset)).isEqualTo(100 * i);
      assertThat(index.positionBefore(lastOffset - 1)).isEqualTo(Math.max(0, 100 * (i - 1)));
      assertThat(index.batchStartBefore(100 * i + 99)).isEqualTo(100 * i);
    }
    assertThat(index.lastPosition()).isEqualTo(100 * (count - 1));
    assertThat(index.positionBefore(Long.MAX_VALUE)).isEqualTo(100 * (count - 1));
  }

  @Test
  void everyEntryIsFoundInMemoryAndOnFile() {
    append(ENTRIES);
    assertAllAreFound(index, ENTRIES);

    assertThat(index.file().flush()).isTrue();

    assertAllAreFound(index, ENTRIES);
    assertAllAreFound(open(), ENTRIES);
  }

  @Test
  void aFileThatIsShorterThanItWasIsDamageOfThatFile() {
    append(ENTRIES);
    assertThat(index.file().flush()).isTrue();
    OffsetIndex again = open();
    assertThat(again.file().count()).isEqualTo(ENTRIES);
    try (DiskFile open = disk.open(file.path(), Disk.Mode.WRITE)) {
      open.truncate(20);
    }

    assertThatThrownBy(() -> again.positionBefore(BASE_OFFSET))
        .isInstanceOf(CorruptLogException.class)
        .hasMessageContaining(file.path() + " at position ");
    assertThatThrownBy(() -> again.file().entries(1, 4))
        .hasMessage("index entries missing in " + file.path() + " at position 20");
  }

  @Test
  void entriesWithoutRoomOnTheDiskWaitInMemory() {
    disk.faults().setFreeBytes(100);
    append(ENTRIES);

    assertThat(index.file().flush()).isFalse();
    assertAllAreFound(index, ENTRIES);

    disk.faults().setFreeBytes(Long.MAX_VALUE);
    assertThat(index.file().flush()).isTrue();
    assertThat(file.size()).isEqualTo(ENTRIES * (long) OffsetIndex.ENTRY_SIZE);
    assertAllAreFound(open(), ENTRIES);
  }

  @Test
  void whatIsCutOffIsNotFoundAndGoesFromTheFileWithTheNextFlush() {
    append(ENTRIES);
    index.file().flush();

    index.truncateTo(100 * 700);

    assertAllAreFound(index, 700);
    assertThat(index.file().flush()).isTrue();
    assertThat(file.size()).isEqualTo(700L * OffsetIndex.ENTRY_SIZE);
    index.truncateTo(100 * 900);
    assertAllAreFound(open(), 700);
  }

  @Test
  void aFileThatIsShorterThanItWasIsNoticed() {
    OffsetIndex longer = new OffsetIndex(BASE_OFFSET, file.cached(), () -> 800);

    assertThatThrownBy(() -> longer.positionBefore(BASE_OFFSET + 50))
        .isInstanceOf(IllegalStateException.class);
  }
}
