package io.ottla.storage.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ottla.storage.disk.Disk;
import io.ottla.storage.disk.SimDisk;
import io.ottla.storage.disk.StorageException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CachedFileTest {
  private static final Path DIRECTORY = Path.of("/data/f-0");
  private static final int BUDGET = 10;

  private final SimDisk disk = new SimDisk();
  private final FileCache cache = new FileCache(disk, BUDGET);

  /** Whoever asks where the file lies is just about to open it. */
  private Runnable onOpening = () -> {};

  @BeforeEach
  void makeDirectory() {
    disk.createDirectories(DIRECTORY);
  }

  private CachedFile file(String name, Disk.Mode mode) {
    return cache.file(
        new FileSource() {
          @Override
          public Path path() {
            Runnable others = onOpening;
            onOpening = () -> {};
            others.run();
            return DIRECTORY.resolve(name);
          }

          @Override
          public Disk.Mode mode() {
            return mode;
          }
        });
  }

  private CachedFile file(String name) {
    return file(name, Disk.Mode.CREATE);
  }

  @Test
  void aFileThatIsEvictedStaysOpenForThoseWhoReadIt() {
    CachedFile file = file("a");
    OpenFile lease = file.acquire();

    file.evict();

    assertThat(cache.openCount()).isEqualTo(1);
    assertThat(lease.file().size()).isZero();
    lease.release();
    assertThat(cache.openCount()).isZero();
    file.acquire().release();
    assertThat(cache.openCount()).isEqualTo(1);
  }

  @Test
  void twoWhoOpenAFileAtATimeShareIt() {
    CachedFile file = file("a");
    List<OpenFile> others = new ArrayList<>();
    onOpening = () -> others.add(file.acquire());

    OpenFile mine = file.acquire();

    assertThat(others).containsExactly(mine);
    assertThat(cache.openCount()).isEqualTo(1);
  }

  @Test
  void whoOpensAFileWhileItIsGivenUpDoesNotGetWhatTakesItsName() {
    CachedFile file = file("a");
    onOpening = file::giveUp;

    assertThatThrownBy(file::acquire).isInstanceOf(FileGoneException.class);

    assertThat(cache.openCount()).isZero();
  }

  @Test
  void whoComesToAFileThatWasGivenUpIsToldSo() {
    CachedFile file = file("a");
    file.acquire().release();

    file.giveUp();

    assertThatThrownBy(file::acquire).isInstanceOf(FileGoneException.class);
    assertThat(cache.openCount()).isZero();
  }

  @Test
  void aFileThatIsGivenUpAndRemovedWhileItIsOpenedIsNoFailureOfTheDisk() {
    CachedFile file = file("absent", Disk.Mode.READ);
    assertThatThrownBy(file::acquire).isInstanceOf(StorageException.class);
    onOpening = file::giveUp;

    assertThatThrownBy(file::acquire).isInstanceOf(FileGoneException.class);
  }

  @Test
  void aLeaseThatIsGivenBackTwiceClosesTheFileButNotForGood() {
    CachedFile file = file("a");
    OpenFile lease = file.acquire();
    lease.release();
    lease.release();
    assertThat(cache.openCount()).isZero();
    assertThatThrownBy(lease::release).isInstanceOf(IllegalStateException.class);

    OpenFile again = file.acquire();

    again.file().write(ByteBuffer.allocate(1), 0);
    assertThat(again.file().size()).isEqualTo(1);
  }

  @Test
  void filesInUseStayOpenBeyondTheBudgetAndOthersDoNot() {
    List<OpenFile> leases = new ArrayList<>();
    for (int i = 0; i < 2 * BUDGET; i++) {
      leases.add(file("leased " + i).acquire());
    }
    assertThat(cache.openCount()).isEqualTo(2 * BUDGET);

    leases.forEach(OpenFile::release);
    file("another").acquire().release();

    assertThat(cache.openCount()).isLessThanOrEqualTo(BUDGET);
  }
}
