package io.ottla.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that loses at a crash what was not synced: any pages, in any order, file sizes
 * apart from contents, and names. {@link SimFaults} says what else goes wrong. One thread.
 */
public final class SimDisk implements Disk {
  /** A longer name may need so many bytes; a shorter one lies where the old one was. */
  private static final long ROOM_FOR_A_NAME = 64;

  private long modifiedMs = 1;
  private SimDirectory root = new SimDirectory();
  private final Set<Path> locks = new HashSet<>();
  private final SimFaults faults = new SimFaults();
  private boolean isUnstampable;
  private int generation;
  private int lookups;
  private int reads;
  private int lists;

  /** What goes wrong from here on. */
  public SimFaults faults() {
    return faults;
  }

  /** Loses power: all open files end, and what was not synced is lost in part. */
  public void crash(RandomGenerator random) {
    root = root.afterCrash(random);
    kill();
  }

  /** Loses power, or now and then ends no more than the process. */
  public void killOrCrash(RandomGenerator random) {
    if (random.nextInt(4) == 0) {
      kill();
    } else {
      crash(random);
    }
  }

  /** Ends the process: all open files end, and what was written is there. */
  public void kill() {
    locks.clear();
    faults.losePowerAfter(SimFaults.NEVER);
    generation++;
  }

  /** How many times a file was opened or asked for its size. */
  public int lookups() {
    return lookups;
  }

  /** How many times the names in a directory were asked for. */
  public int lists() {
    return lists;
  }

  /** How many times a file was read. */
  public int reads() {
    return reads;
  }

  /** Damages a file, until {@link #repair()}. */
  public void flipBit(Path file, RandomGenerator random) {
    int size = fileAt(file).size();
    if (size > 0) {
      flipBit(file, random.nextInt(size), random.nextInt(Byte.SIZE));
    }
  }

  /** Damages a bit of the byte at a position of a file, until {@link #repair()}. */
  public void flipBit(Path file, int position, int bit) {
    fileAt(file).flipBit(position, bit);
  }

  /** Undoes of each file the last damage that is still in it. */
  public void repair() {
    root.files().forEach(SimFile::repair);
  }

  /** Whether a file holds damage that was not overwritten. */
  public boolean isDamaged() {
    return root.files().anyMatch(SimFile::isDamaged);
  }

  @Override
  public DiskFile open(Path path, Mode mode) {
    faults.onOperation(path);
    lookups++;
    SimDirectory parent = directoryAt(Disk.directoryOf(path));
    if (parent.get(name(path)) == null) {
      if (mode != Mode.CREATE) {
        throw failure("open " + path, "no such file");
      }
      parent.put(name(path), new SimFile());
    }
    return new Handle(path, fileAt(path), generation);
  }

  @Override
  public boolean exists(Path path) {
    return find(path) != null;
  }

  @Override
  public boolean isDirectory(Path path) {
    return find(path) instanceof SimDirectory;
  }

  @Override
  public long size(Path file) {
    lookups++;
    return find(file) instanceof SimFile found ? found.size() : 0;
  }

  @Override
  public List<String> list(Path directory) {
    lists++;
    return find(directory) instanceof SimDirectory found ? found.names() : List.of();
  }

  @Override
  public long version(Path directory) {
    return directoryAt(directory).version();
  }

  @Override
  public void stamp(Path directory, long version) {
    faults.onOperation(directory);
    if (!isUnstampable && find(directory) instanceof SimDirectory found) {
      found.stamp(version);
    }
  }

  @Override
  public long modifiedMs(Path file) {
    return find(file) instanceof SimFile ? modifiedMs : 0;
  }

  /** Is a file system on which no directory's time can be set. */
  public void refuseStamps() {
    isUnstampable = true;
  }

  /** Says that all files were changed at this moment: the disk has no clock. */
  public void setModifiedMs(long wallMs) {
    modifiedMs = wallMs;
  }

  @Override
  public void createDirectories(Path directory) {
    faults.failIfAsked(directory);
    SimDirectory current = root;
    for (Path part : directory.toAbsolutePath()) {
      Object next = current.get(part.toString());
      if (next == null) {
        next = new SimDirectory();
        current.put(part.toString(), next);
      }
      current = (SimDirectory) next;
    }
  }

  @Override
  public void rename(Path from, Path to) {
    faults.onOperation(from);
    if (find(from) == null) {
      throw failure("rename " + from + " to " + to, "no such file");
    }
    if (!Disk.directoryOf(from).equals(Disk.directoryOf(to))) {
      throw failure("rename " + from + " to " + to, "another directory");
    }
    if (faults.freeBytes() < ROOM_FOR_A_NAME && name(to).length() > name(from).length()) {
      throw new DiskFullException("rename " + from + " to " + to);
    }
    directoryAt(Disk.directoryOf(from)).rename(name(from), name(to));
  }

  @Override
  public boolean delete(Path file) {
    faults.onOperation(file);
    if (find(file) == null) {
      return false;
    }
    directoryAt(Disk.directoryOf(file)).remove(name(file));
    return true;
  }

  @Override
  public void deleteTree(Path directory) {
    delete(directory);
  }

  @Override
  public void syncDirectory(Path directory) {
    faults.onOperation(directory);
    faults.failSyncIfAsked(directory);
    directoryAt(directory).sync();
  }

  @Override
  public long freeBytes(Path path) {
    return faults.freeBytes();
  }

  @Override
  public long totalBytes(Path path) {
    return Long.MAX_VALUE;
  }

  @Override
  public @Nullable DiskLock tryLock(Path file) {
    open(file, Mode.CREATE).close();
    return locks.add(file) ? () -> locks.remove(file) : null;
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  private @Nullable Object find(Path path) {
    Object current = root;
    for (Path part : path.toAbsolutePath()) {
      current = current instanceof SimDirectory directory ? directory.get(part.toString()) : null;
    }
    return current;
  }

  private SimDirectory directoryAt(Path path) {
    if (find(path) instanceof SimDirectory found) {
      return found;
    }
    throw failure("use " + path, "no such directory");
  }

  private SimFile fileAt(Path path) {
    if (find(path) instanceof SimFile found) {
      return found;
    }
    throw failure("use " + path, "no such file");
  }

  static StorageException failure(String what, String why) {
    return new StorageException(what, new IOException(why));
  }

  private final class Handle implements DiskFile {
    private final Path path;
    private final SimFile file;
    private final int openedIn;
    private boolean isClosed;

    Handle(Path path, SimFile file, int openedIn) {
      this.path = path;
      this.file = file;
      this.openedIn = openedIn;
    }

    private SimFile file() {
      if (isClosed || openedIn != generation) {
        throw new IllegalStateException("use of closed " + path);
      }
      return file;
    }

    @Override
    public long size() {
      return file().size();
    }

    @Override
    public int read(ByteBuffer target, long position) {
      faults.failIfAsked(path);
      reads++;
      return file().read(target, position);
    }

    @Override
    public void write(ByteBuffer source, long position) {
      faults.onOperation(path);
      long growth = Math.max(0, position + source.remaining() - file().allocatedEnd());
      long missing = growth - faults.takeSpace(growth);
      source.limit(source.position() + (int) Math.max(0, source.remaining() - missing));
      file().write(source, Math.toIntExact(position));
      if (missing > 0) {
        throw new DiskFullException("write " + path + ": disk full");
      }
    }

    @Override
    public void truncate(long size) {
      faults.onOperation(path);
      int before = file().allocatedEnd();
      file().truncate(Math.toIntExact(Math.min(size, Integer.MAX_VALUE)));
      faults.giveSpace(before - file().allocatedEnd());
    }

    @Override
    public void sync() {
      faults.onOperation(path);
      try {
        faults.failSyncIfAsked(path);
      } catch (StorageException e) {
        file().forgetDirty();
        throw e;
      }
      file().sync();
    }

    @Override
    public MappedRegion map(long position, int size) {
      file().extend(Math.toIntExact(position + size));
      return new Region(faults, file(), Math.toIntExact(position), size);
    }

    @Override
    public @Nullable FileChannel channel() {
      return null;
    }

    @Override
    public void close() {
      isClosed = true;
    }
  }

  private record Region(SimFaults faults, SimFile file, int position, int size)
      implements MappedRegion {
    @Override
    public void put(int at, ByteBuffer source) {
      faults.onStore();
      requireWithin(at, source.remaining());
      if (position + at + source.remaining() > file.allocatedEnd()) {
        throw new IllegalStateException("signal: a store to a page without space");
      }
      file.write(source, position + at);
    }

    @Override
    public void get(int at, ByteBuffer target) {
      requireWithin(at, target.remaining());
      file.read(target, position + (long) at);
    }

    private void requireWithin(int at, int count) {
      if (at < 0 || at + count > size || position + at + count > file.size()) {
        throw new IllegalStateException("signal: outside of the region or the file");
      }
    }

    @Override
    public void close() {}
  }
}
