import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Processor time of a process and its children, in nanoseconds, without the JVM's compilers (Linux). */
record ServerTime(ProcessHandle process) {

  static ServerTime of(long pid) {
    return new ServerTime(ProcessHandle.of(pid).orElseThrow());
  }

  long nanos() {
    return Stream.concat(Stream.of(process), process.descendants())
        .flatMap(each -> threads(each.pid()).stream())
        .mapToLong(ServerTime::nanosOf)
        .sum();
  }

  private static List<Path> threads(long pid) {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
      return threads.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A thread that ended meanwhile counts as nothing. */
  private static long nanosOf(Path thread) {
    try {
      boolean compiler = Files.readString(thread.resolve("comm")).matches("C[12] Compiler.*\\s*");
      return compiler ? 0 : Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ")[0]);
    } catch (IOException e) {
      return 0;
    }
  }
}
