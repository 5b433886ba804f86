package io.ottla.server.start;

import io.ottla.wire.protocol.Uuid;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The data directories of a running broker: looked at, locked, marked as its own. Owned by the
 * composition root, which closes it last.
 *
 * <p>The checks, in order: each directory can be used, or is left out if the metadata lies
 * elsewhere; each {@code meta.properties} names this node and one cluster; the metadata lies where
 * the configuration says, as {@link MetadataPlace} has it; then missing directories are made and
 * all are locked; then new ones are marked.
 */
public final class DataDirectories implements AutoCloseable {
  private final String clusterId;
  private final Map<Path, Uuid> directoryIds;
  private final Map<Path, String> unusable;
  private final List<DirectoryLock> locks;

  private DataDirectories(
      String clusterId,
      Map<Path, Uuid> directoryIds,
      Map<Path, String> unusable,
      List<DirectoryLock> locks) {
    this.clusterId = clusterId;
    this.directoryIds = Collections.unmodifiableMap(directoryIds);
    this.unusable = Map.copyOf(unusable);
    this.locks = List.copyOf(locks);
  }

  /**
   * Takes the directories for a node.
   *
   * @param directories in the order of the configuration; may name one twice
   * @param metadata one of them, without which there is no start
   * @param wantedClusterId the cluster they must belong to; null for whichever they belong to
   * @param ids makes ids for what is new
   * @throws StartException with nothing changed, when one of them cannot be the node's
   */
  public static DataDirectories open(
      List<Path> directories,
      Path metadata,
      int nodeId,
      @Nullable String wantedClusterId,
      Supplier<Uuid> ids)
      throws StartException {
    Map<Path, @Nullable MetaProperties> found = new LinkedHashMap<>();
    Map<Path, String> unusable = new LinkedHashMap<>();
    for (Path path : new LinkedHashSet<>(directories)) {
      String problem = problemOf(path);
      if (problem == null) {
        found.put(path, MetaProperties.read(path));
      } else if (path.equals(metadata)) {
        throw new StartException(problem);
      } else {
        unusable.put(path, problem);
      }
    }
    String known = clusterId(found, nodeId, wantedClusterId);
    MetadataPlace.check(metadata, found);
    String clusterId = known == null ? newId(ids).toString() : known;
    List<DirectoryLock> locks = DirectoryLock.all(found.keySet());
    try {
      return new DataDirectories(
          clusterId, mark(found, metadata, clusterId, nodeId, ids), unusable, locks);
    } catch (StartException e) {
      locks.forEach(DirectoryLock::close);
      throw e;
    }
  }

  public String clusterId() {
    return clusterId;
  }

  /** The id of each directory that can be used, in the order of the configuration. */
  public Map<Path, Uuid> directoryIds() {
    return directoryIds;
  }

  /** Why a directory cannot be used, for those that cannot. */
  public Map<Path, String> unusable() {
    return unusable;
  }

  @Override
  public void close() {
    locks.forEach(DirectoryLock::close);
  }

  /** Why a directory cannot be used, or null. */
  private static @Nullable String problemOf(Path path) {
    if (Files.exists(path)) {
      if (!Files.isDirectory(path)) {
        return path + " is not a directory";
      }
      boolean isOpen = Files.isReadable(path) && Files.isWritable(path) && Files.isExecutable(path);
      return isOpen ? null : "no permission to use the data directory " + path;
    }
    Path above = path.getParent();
    while (above != null && !Files.exists(above)) {
      above = above.getParent();
    }
    boolean isOpen = above != null && Files.isDirectory(above) && Files.isWritable(above);
    return isOpen ? null : "no permission to make the data directory " + path;
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

  /** The metadata's comes first: were it the one that a crash left out, no start would follow. */
  private static Map<Path, Uuid> mark(
      Map<Path, @Nullable MetaProperties> found,
      Path metadata,
      String clusterId,
      int nodeId,
      Supplier<Uuid> ids)
      throws StartException {
    Uuid metadataId = mark(metadata, found.get(metadata), clusterId, nodeId, ids);
    Map<Path, Uuid> marked = new LinkedHashMap<>();
    for (Map.Entry<Path, @Nullable MetaProperties> entry : found.entrySet()) {
      Path path = entry.getKey();
      boolean isMarked = path.equals(metadata);
      marked.put(
          path, isMarked ? metadataId : mark(path, entry.getValue(), clusterId, nodeId, ids));
    }
    return marked;
  }

  private static Uuid mark(
      Path path, @Nullable MetaProperties meta, String clusterId, int nodeId, Supplier<Uuid> ids)
      throws StartException {
    Uuid known = meta == null ? null : meta.directoryId();
    if (known != null) {
      return known;
    }
    Uuid id = newId(ids);
    new MetaProperties(clusterId, nodeId, id).write(path);
    return id;
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
