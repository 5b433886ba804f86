package io.ottla.replication.quorum;

import io.ottla.replication.quorum.MetadataBatches.ControlRecord;
import io.ottla.wire.codec.Reader;
import io.ottla.wire.message.KRaftVersionRecord;
import io.ottla.wire.message.VotersRecord;
import io.ottla.wire.record.ControlType;
import io.ottla.wire.record.RecordBatch;
import io.ottla.wire.record.RecordCursor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the control records of a log or snapshot say about the quorum itself (KIP-853).
 *
 * @param version the level of {@code kraft.version}
 * @param voters null at level 0, where the configuration names the voters
 */
record KraftState(short version, @Nullable VotersRecord voters) {
  static final KraftState INITIAL = new KraftState((short) 0, null);

  /** The state after a batch of control records. */
  KraftState replay(RecordBatch controlBatch) {
    KraftState state = this;
    try (RecordCursor cursor = RecordCursor.open(controlBatch)) {
      while (cursor.next()) {
        ByteBuffer value = cursor.value();
        if (value != null) {
          state = state.replay(ControlType.ofKey(cursor.key()), value);
        }
      }
    }
    return state;
  }

  private KraftState replay(ControlType type, ByteBuffer value) {
    Reader in = new Reader(value);
    return switch (type) {
      case KRAFT_VERSION ->
          new KraftState(KRaftVersionRecord.read(in, (short) 0).kRaftVersion(), voters);
      case KRAFT_VOTERS -> new KraftState(version, VotersRecord.read(in, (short) 0));
      default -> this;
    };
  }

  /** Where a voter's controller listens; empty where the log does not say. */
  List<VotersRecord.Endpoint> endpoints(int voterId) {
    if (voters != null) {
      for (VotersRecord.Voter voter : voters.voters()) {
        if (voter.voterId() == voterId) {
          return voter.endpoints();
        }
      }
    }
    return List.of();
  }

  /** The ids of the voters; empty at level 0. */
  Set<Integer> voterIds() {
    return voters == null
        ? Set.of()
        : voters.voters().stream().map(VotersRecord.Voter::voterId).collect(Collectors.toSet());
  }

  /** The control records that recreate it; none at level 0. */
  List<ControlRecord> toRecords() {
    List<ControlRecord> records = new ArrayList<>();
    if (version > 0) {
      KRaftVersionRecord record = new KRaftVersionRecord((short) 0, version);
      records.add(new ControlRecord(ControlType.KRAFT_VERSION, record));
    }
    if (voters != null) {
      records.add(new ControlRecord(ControlType.KRAFT_VOTERS, voters));
    }
    return records;
  }
}
