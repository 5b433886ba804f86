package io.ottla.wire.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class RecordBatchesTest {
  private final ByteBuffer one = Batches.ofValues(BatchAttributes.PLAIN, "one");
  private final ByteBuffer two = Batches.ofValues(BatchAttributes.PLAIN, "two", "more");

  @Test
  void walksFromPositionToLimit() {
    ByteBuffer both = concat(one, two, ByteBuffer.allocate(100));
    both.position(one.limit()).limit(one.limit() + two.limit());
    RecordBatches batches = new RecordBatches(both);

    assertThat(batches.next()).isTrue();
    assertThat(batches.batch().recordCount()).isEqualTo(2);
    assertThat(batches.batch().start()).isEqualTo(one.limit());
    assertThat(batches.next()).isFalse();
    assertThat(batches.rest()).isEqualTo(RecordBatches.Rest.NOTHING);
    assertThat(both.position()).isEqualTo(one.limit());
  }

  @Test
  void stopsInFrontOfAPartialBatchOfAnySize() {
    for (int size = 1; size < two.limit(); size++) {
      RecordBatches batches = new RecordBatches(concat(one, two.slice(0, size)));

      assertThat(batches.next()).isTrue();
      assertThat(batches.next()).isFalse();
      assertThat(batches.rest()).isEqualTo(RecordBatches.Rest.PARTIAL_BATCH);
      assertThat(batches.position()).isEqualTo(one.limit());
    }
  }

  @Test
  void stopsInFrontOfZerosAndOfImpossibleSizes() {
    for (int length : new int[] {0, 48, -1, Integer.MIN_VALUE}) {
      ByteBuffer tail = ByteBuffer.allocate(100).putInt(BatchLayout.BATCH_LENGTH, length);
      RecordBatches batches = new RecordBatches(concat(one, tail));

      assertThat(batches.next()).isTrue();
      assertThat(batches.next()).isFalse();
      assertThat(batches.rest()).isEqualTo(RecordBatches.Rest.NO_BATCH);
    }
  }

  @Test
  void aSizeThatOverflowsIsPartial() {
    ByteBuffer tail = ByteBuffer.allocate(100).putInt(BatchLayout.BATCH_LENGTH, Integer.MAX_VALUE);
    RecordBatches batches = new RecordBatches(tail);

    assertThat(batches.next()).isFalse();
    assertThat(batches.rest()).isEqualTo(RecordBatches.Rest.PARTIAL_BATCH);
  }

  private static ByteBuffer concat(ByteBuffer... parts) {
    ByteBuffer all = ByteBuffer.allocate(1_000);
    for (ByteBuffer part : parts) {
      all.put(part.duplicate());
    }
    return all.flip();
  }
}
