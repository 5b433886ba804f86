package io.ottla.replication.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.ottla.wire.codec.ApiMessage;
import io.ottla.wire.protocol.Uuid;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class MetadataImageProperties {
  @Property
  void snapshotRecreatesTheImage(@ForAll long seed, @ForAll @IntRange(min = 1, max = 80) int n) {
    MetadataImage image = replay(MetadataImage.EMPTY, RecordArbitraries.records(seed, n));

    MetadataImage copy = MetadataImage.EMPTY;
    for (MetadataRecord record : snapshot(image)) {
      copy = copy.replay(record.message());
    }

    assertThat(copy).isEqualTo(image);
  }

  @Property
  void framedRecordReadsAsItself(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int n) {
    MetadataImage image = replay(MetadataImage.EMPTY, RecordArbitraries.records(seed, n));
    for (MetadataRecord record : snapshot(image)) {
      ByteBuffer bytes = ByteBuffer.allocate(record.framedSize());
      record.writeFramed(bytes);

      assertThat(bytes.hasRemaining()).isFalse();
      assertThat(MetadataRecord.read(bytes.flip())).isEqualTo(record);
    }
  }

  @Property
  void topicsHaveOneNameAndOneId(@ForAll long seed, @ForAll @IntRange(min = 1, max = 80) int n) {
    MetadataImage image = replay(MetadataImage.EMPTY, RecordArbitraries.records(seed, n));

    assertThat(image.topics().byName()).hasSameSizeAs(image.topics().byId());
    image
        .topics()
        .byName()
        .forEach(
            (name, topic) -> {
              assertThat(topic.name()).isEqualTo(name);
              assertThat(image.topic(topic.id())).isEqualTo(topic);
            });
  }

  /** Who applies only what the delta names ends up where the image is. */
  @Property
  void deltaNamesEverythingThatChanged(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 40) int before,
      @ForAll @IntRange(min = 1, max = 40) int more) {
    List<ApiMessage> records = RecordArbitraries.records(seed, before + more);
    MetadataImage base = replay(MetadataImage.EMPTY, records.subList(0, before));
    DeltaBuilder builder = new DeltaBuilder(base);
    records.subList(before, records.size()).forEach(builder::replay);

    MetadataDelta byRecords = builder.build(Provenance.NONE);
    MetadataDelta byComparison = DeltaBuilder.between(base, byRecords.image());

    assertThat(byRecords.image()).isEqualTo(replay(base, records.subList(before, before + more)));
    assertThat(byRecords.createdTopics()).isEqualTo(byComparison.createdTopics());
    assertThat(byRecords.deletedTopics()).isEqualTo(byComparison.deletedTopics());
    assertThat(byRecords.changedConfigs()).containsAll(byComparison.changedConfigs());
    byComparison
        .changedPartitions()
        .forEach(
            (topic, partitions) ->
                assertThat(byRecords.changedPartitions().getOrDefault(topic, new TreeSet<>()))
                    .containsAll(partitions));
    assertThat(changedBrokers(base, byRecords.image())).isSubsetOf(byRecords.changedBrokers());
    for (Map.Entry<Uuid, ?> entry : byRecords.changedPartitions().entrySet()) {
      assertThat(byRecords.image().topic(entry.getKey())).isNotNull();
    }
  }

  private static List<Integer> changedBrokers(MetadataImage base, MetadataImage image) {
    List<Integer> changed = new ArrayList<>();
    for (int id = 0; id < 10; id++) {
      BrokerRegistration before = base.cluster().broker(id);
      BrokerRegistration after = image.cluster().broker(id);
      if (before == null ? after != null : !before.equals(after)) {
        changed.add(id);
      }
    }
    return changed;
  }

  private static MetadataImage replay(MetadataImage image, List<ApiMessage> records) {
    MetadataImage next = image;
    for (ApiMessage record : records) {
      next = next.replay(record);
    }
    return next;
  }

  private static List<MetadataRecord> snapshot(MetadataImage image) {
    List<MetadataRecord> records = new ArrayList<>();
    MetadataSnapshotWriter.write(image, records::add);
    return records;
  }
}
