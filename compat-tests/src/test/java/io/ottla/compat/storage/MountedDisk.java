package io.ottla.compat.storage;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file system of its own; needs the right to mount one, without it the test is skipped. */
record MountedDisk(Path root) implements AutoCloseable {

  /** In memory, with this much room. */
  static MountedDisk inMemory(Path directory, int sizeMib) throws IOException {
    return mount(directory, List.of("-t", "tmpfs", "-o", "size=" + sizeMib + "m", "tmpfs"));
  }

  /** In a file, so that its writes can be stalled. */
  static MountedDisk inFile(Path directory, int sizeMib) throws IOException {
    Path image = directory.resolve("image");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength((long) sizeMib << 20);
    }
    assumeTrue(run("mkfs.ext4", "-q", image.toString()), "no tool to make a file system");
    return mount(directory, List.of("-t", "ext4", "-o", "loop", image.toString()));
  }

  private static MountedDisk mount(Path directory, List<String> options) throws IOException {
    Path root = Files.createDirectory(directory.resolve("mounted"));
    String[] command = new String[options.size() + 2];
    command[0] = "mount";
    for (int i = 0; i < options.size(); i++) {
      command[i + 1] = options.get(i);
    }
    command[command.length - 1] = root.toString();
    assumeTrue(run(command), "no right to mount a file system");
    return new MountedDisk(root);
  }

  /** From now on whoever writes waits. */
  void stall() {
    require("fsfreeze", "-f", root.toString());
  }

  /** Lets the writes go on. */
  void goOn() {
    require("fsfreeze", "-u", root.toString());
  }

  /** Detaches the file system; what still uses it may end in its own time. */
  @Override
  public void close() {
    require("umount", "-l", root.toString());
  }

  private static void require(String... command) {
    if (!run(command)) {
      throw new AssertionError(String.join(" ", command) + " failed");
    }
  }

  private static boolean run(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
