package io.ottla.storage.dir;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Where logs are wanted that do not lie there: the moves under way, those that the last end of the
 * broker cut off, and the wishes for logs that are not here yet. From any thread; a partition has
 * at most one move.
 */
public final class LogPlacement {
  private final Map<PartitionName, LogMove> moves = new ConcurrentHashMap<>();
  private final Map<PartitionName, LogDirectory> interrupted = new ConcurrentHashMap<>();
  private final Map<PartitionName, LogDirectory> preferred = new ConcurrentHashMap<>();

  /** Nothing is wanted elsewhere. */
  LogPlacement() {}

  void onInterrupted(Map<PartitionName, LogDirectory> found) {
    interrupted.putAll(found);
  }

  /** The moves that were cut off when the broker ended last: where the logs were to go. */
  public Map<PartitionName, LogDirectory> interruptedMoves() {
    return Map.copyOf(interrupted);
  }

  /** Remembers where a log shall be made that is not here yet. */
  public void prefer(PartitionName name, LogDirectory directory) {
    preferred.put(name, directory);
  }

  /** Where a log shall be made, if someone has said so; null otherwise. */
  public @Nullable LogDirectory preferred(PartitionName name) {
    return preferred.get(name);
  }

  /** The move of a partition that is under way; null when there is none. */
  public @Nullable LogMove moveOf(PartitionName name) {
    return moves.get(name);
  }

  /** All moves under way. */
  public Collection<LogMove> moves() {
    return List.copyOf(moves.values());
  }

  void begin(LogMove move) {
    moves.put(move.name(), move);
  }

  void end(LogMove move) {
    moves.remove(move.name(), move);
  }
}
