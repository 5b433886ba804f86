package io.ottla.server.start;

import io.ottla.wire.protocol.Uuid;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The data directories of a running broker: looked at, locked, marked as its own. Owned by the
 * composition root, which closes it last.
 *
 * <p>The checks, in order: each directory can be used, each {@code meta.properties} names this node
 * and one cluster; then missing directories are made and all are locked; then new ones are marked.
 */
public final class DataDirectories implements AutoCloseable {
  private final String clusterId;
  private final Map<Path, Uuid> directoryIds;
  private final List<DirectoryLock> locks;

  private DataDirectories(
      String clusterId, Map<Path, Uuid> directoryIds, List<DirectoryLock> locks) {
    this.clusterId = clusterId;
    this.directoryIds = Collections.unmodifiableMap(directoryIds);
    this.locks = List.copyOf(locks);
  }

  /**
   * Takes the directories for a node.
   *
   * @param directories in the order of the configuration; may name one twice
   * @param wantedClusterId the cluster they must belong to; null for whichever they belong to
   * @param ids makes ids for what is new
   * @throws StartException with nothing changed, when one of them cannot be the node's
   */
  public static DataDirectories open(
      List<Path> directories, int nodeId, @Nullable String wantedClusterId, Supplier<Uuid> ids)
      throws StartException {
    Set<Path> paths = new LinkedHashSet<>(directories);
    Map<Path, @Nullable MetaProperties> found = new LinkedHashMap<>();
    for (Path path : paths) {
      checkUsable(path);
      found.put(path, MetaProperties.read(path));
    }
    String known = clusterId(found, nodeId, wantedClusterId);
    String clusterId = known == null ? newId(ids).toString() : known;
    List<DirectoryLock> locks = DirectoryLock.all(paths);
    try {
      return new DataDirectories(clusterId, mark(found, clusterId, nodeId, ids), locks);
    } catch (StartException e) {
      locks.forEach(DirectoryLock::close);
      throw e;
    }
  }

  public String clusterId() {
    return clusterId;
  }

  /** The id of each directory, in the order of the configuration. */
  public Map<Path, Uuid> directoryIds() {
    return directoryIds;
  }

  @Override
  public void close() {
    locks.forEach(DirectoryLock::close);
  }

  private static void checkUsable(Path path) throws StartException {
    if (Files.exists(path)) {
      if (!Files.isDirectory(path)) {
        throw new StartException(path + " is not a directory");
      }
      if (!Files.isReadable(path) || !Files.isWritable(path) || !Files.isExecutable(path)) {
        throw new StartException("no permission to use the data directory " + path);
      }
      return;
    }
    Path above = path.getParent();
    while (above != null && !Files.exists(above)) {
      above = above.getParent();
    }
    if (above == null || !Files.isDirectory(above) || !Files.isWritable(above)) {
      throw new StartException("no permission to make the data directory " + path);
    }
  }

  /** Null where every directory is new and no cluster is wanted. */
  private static @Nullable String clusterId(
      Map<Path, @Nullable MetaProperties> found, int nodeId, @Nullable String wanted)
      throws StartException {
    String clusterId = wanted;
    for (Map.Entry<Path, @Nullable MetaProperties> entry : found.entrySet()) {
      MetaProperties meta = entry.getValue();
      if (meta == null) {
        continue;
      }
      if (meta.nodeId() != nodeId) {
        throw new StartException(
            "the data directory "
                + entry.getKey()
                + " belongs to node "
                + meta.nodeId()
                + ", this is node "
                + nodeId);
      }
      if (clusterId != null && !clusterId.equals(meta.clusterId())) {
        throw new StartException(
            "the data directory "
                + entry.getKey()
                + " belongs to cluster "
                + meta.clusterId()
                + ", not to cluster "
                + clusterId);
      }
      clusterId = meta.clusterId();
    }
    return clusterId;
  }

  private static Map<Path, Uuid> mark(
      Map<Path, @Nullable MetaProperties> found, String clusterId, int nodeId, Supplier<Uuid> ids)
      throws StartException {
    Map<Path, Uuid> marked = new LinkedHashMap<>();
    for (Map.Entry<Path, @Nullable MetaProperties> entry : found.entrySet()) {
      MetaProperties meta = entry.getValue();
      Uuid id = meta == null ? null : meta.directoryId();
      if (id == null) {
        id = newId(ids);
        new MetaProperties(clusterId, nodeId, id).write(entry.getKey());
      }
      marked.put(entry.getKey(), id);
    }
    return marked;
  }

  /** As Kafka: an id that begins with a dash looks like an option on a command line. */
  static Uuid newId(Supplier<Uuid> ids) {
    Uuid id = ids.get();
    while (id.toString().startsWith("-")) {
      id = ids.get();
    }
    return id;
  }
}
