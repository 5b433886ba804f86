package io.ottla.storage.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.storage.disk.SimDisk;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransactionIndexTest {
  private static final AbortedTransaction FIRST = new AbortedTransaction(7, 10, 19, 15);
  private static final AbortedTransaction SECOND = new AbortedTransaction(8, 15, 29, 30);

  private final IndexFile file = new IndexFile(new SimDisk());
  private final TransactionIndex index = new TransactionIndex(file.cached(), file::size);

  private void appendBoth() {
    index.append(FIRST);
    index.append(SECOND);
  }

  private List<AbortedTransaction> collect(long fromOffset, long toOffset, boolean isLast) {
    List<AbortedTransaction> found = new ArrayList<>();
    assertThat(index.collect(fromOffset, toOffset, found)).isEqualTo(isLast);
    return found;
  }

  @Test
  void whatTouchesARangeIsCollected() {
    appendBoth();

    assertThat(collect(0, 10, true)).isEmpty();
    assertThat(collect(0, 15, true)).containsExactly(FIRST);
    assertThat(collect(19, 30, true)).containsExactly(FIRST, SECOND);
    assertThat(collect(20, 40, false)).containsExactly(SECOND);
    assertThat(collect(30, 40, false)).isEmpty();
  }

  @Test
  void transactionsWhoseMarkerIsCutOffGo() {
    appendBoth();
    index.truncateTo(30);
    assertThat(index.all()).containsExactly(FIRST, SECOND);

    index.truncateTo(29);
    assertThat(index.all()).containsExactly(FIRST);

    index.truncateTo(0);
    assertThat(index.isEmpty()).isTrue();
    index.truncateTo(0);
    assertThat(index.all()).isEmpty();
  }

  @Test
  void theFileHoldsWhatWasFlushed() {
    appendBoth();
    assertThat(file.size()).isZero();

    index.file().flush();

    assertThat(file.size()).isEqualTo(2L * TransactionIndex.ENTRY_SIZE);
    assertThat(new TransactionIndex(file.cached(), file::size).all())
        .containsExactly(FIRST, SECOND);
  }
}
