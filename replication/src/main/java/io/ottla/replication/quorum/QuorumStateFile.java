package io.ottla.replication.quorum;

import io.ottla.storage.disk.Disk;
import io.ottla.wire.protocol.Uuid;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The file {@code quorum-state}: the newest epoch that this node has taken part in. One line of
 * JSON, with {@code data_version} 0 at level 0 of {@code kraft.version} and 1 above.
 */
final class QuorumStateFile {
  private static final String NAME = "quorum-state";
  private static final Pattern LEADER_EPOCH = Pattern.compile("\"leaderEpoch\"\\s*:\\s*(\\d+)");

  private static final Pattern VOTER_ID = Pattern.compile("\"voterId\"\\s*:\\s*(\\d+)");

  private QuorumStateFile() {}

  /** The newest known epoch, 0 when the file is absent. */
  static int readEpoch(Disk disk, Path directory) {
    byte[] bytes = disk.readAll(directory.resolve(NAME));
    if (bytes == null) {
      return 0;
    }
    Matcher matcher = LEADER_EPOCH.matcher(new String(bytes, StandardCharsets.UTF_8));
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  /** The ids of the voters; empty when the file is absent or does not name them. */
  static Set<Integer> readVoterIds(Disk disk, Path directory) {
    byte[] bytes = disk.readAll(directory.resolve(NAME));
    String text = bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    return VOTER_ID
        .matcher(text)
        .results()
        .map(result -> Integer.valueOf(result.group(1)))
        .collect(Collectors.toSet());
  }

  /** Notes, durably, that a node leads an epoch. */
  static void write(Disk disk, Path directory, int leaderId, int epoch, short kraftVersion) {
    String text = kraftVersion == 0 ? version0(leaderId, epoch) : version1(leaderId, epoch);
    disk.replace(directory.resolve(NAME), text.getBytes(StandardCharsets.UTF_8), true);
  }

  private static String version0(int leaderId, int epoch) {
    return "{\"clusterId\":\"\",\"leaderId\":"
        + leaderId
        + ",\"leaderEpoch\":"
        + epoch
        + ",\"votedId\":-1,\"appliedOffset\":0,\"currentVoters\":[{\"voterId\":"
        + leaderId
        + "}],\"data_version\":0}";
  }

  private static String version1(int leaderId, int epoch) {
    return "{\"leaderId\":"
        + leaderId
        + ",\"leaderEpoch\":"
        + epoch
        + ",\"votedId\":-1,\"votedDirectoryId\":\""
        + Uuid.ZERO
        + "\",\"data_version\":1}";
  }
}
