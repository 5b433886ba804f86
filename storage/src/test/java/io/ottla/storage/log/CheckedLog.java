package io.ottla.storage.log;

import io.ottla.storage.dir.OffsetCheckpoint;
import io.ottla.storage.disk.ReadOnlyDisk;
import io.ottla.storage.disk.RealDisk;
import io.ottla.storage.segment.FileKind;
import io.ottla.storage.verify.Finding;
import io.ottla.storage.verify.LogState;
import io.ottla.storage.verify.LogVerifier;
import io.ottla.wire.protocol.Uuid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A log on a real disk, whose files are damaged on purpose and then checked. */
final class CheckedLog {
  static final LogState CLEAN = new LogState(true, true, Map.of());

  final RealDisk disk = new RealDisk();
  final Path directory;
  final List<Finding> findings = new ArrayList<>();
  LogState state = CLEAN;

  CheckedLog(Path directory) {
    this.directory = directory;
    disk.createDirectories(directory);
    PartitionMetadata.write(disk, directory, new Uuid(1, 2));
  }

  /** What a checkpoint says of the log. */
  static LogState state(boolean isClean, OffsetCheckpoint checkpoint, long offset) {
    Path file = Path.of(checkpoint.fileName());
    return new LogState(isClean, true, Map.of(checkpoint, new LogState.Saved(file, 4, offset)));
  }

  LogVerifier.Summary verify() {
    findings.clear();
    return LogVerifier.verify(new ReadOnlyDisk(disk), directory, state, findings::add, bytes -> {});
  }

  /** What the check says, one line each, without the directory. */
  List<String> lines() {
    LogVerifier.Summary unused = verify();
    return findings.stream()
        .map(Finding::toString)
        .map(line -> line.replace(directory + "/", ""))
        .toList();
  }

  String nameOf(FileKind kind, int index) {
    List<String> names =
        disk.list(directory).stream().filter(name -> kind.offsetIn(name) >= 0).sorted().toList();
    return names.get(index < 0 ? names.size() + index : index);
  }

  byte[] read(String name) {
    try {
      return Files.readAllBytes(directory.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(String name, byte[] content) {
    try {
      Files.write(directory.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void flip(String name, int position) {
    byte[] content = read(name);
    content[position] ^= 1;
    write(name, content);
  }

  void putLong(String name, int position, long value) {
    byte[] content = read(name);
    ByteBuffer.wrap(content).putLong(position, value);
    write(name, content);
  }

  /** Takes so many bytes from a file's end. */
  void shorten(String name, int bytes) {
    byte[] content = read(name);
    write(name, Arrays.copyOf(content, content.length - bytes));
  }

  void lengthen(String name, int bytes, int value) {
    byte[] content = read(name);
    byte[] longer = Arrays.copyOf(content, content.length + bytes);
    Arrays.fill(longer, content.length, longer.length, (byte) value);
    write(name, longer);
  }

  void delete(String name) {
    disk.delete(directory.resolve(name));
  }

  void deleteSegment(long baseOffset) {
    for (FileKind kind : FileKind.SEGMENT_FILES) {
      delete(kind.nameOf(baseOffset));
    }
  }
}
