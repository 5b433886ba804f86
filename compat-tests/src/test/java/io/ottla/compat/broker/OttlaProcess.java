package io.ottla.compat.broker;

import io.ottla.compat.support.Project;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code bin/ottla server}, started as the README says: no format step, no property file. */
public final class OttlaProcess {
  private OttlaProcess() {}

  /** A broker of its own, not yet started. */
  public static BrokerUnderTest create(String name, Map<String, String> properties) {
    return ServerProcess.create(name, new Ottla(), properties);
  }

  /** Takes the place of a stopped broker: same directory, ports and properties. */
  public static BrokerUnderTest inPlaceOf(BrokerUnderTest stopped) {
    return ServerProcess.inPlaceOf(stopped, new Ottla());
  }

  private static final class Ottla implements Distribution {
    @Override
    public void prepare(ServerDirectory directory, Map<String, String> properties) {}

    @Override
    public void adopt(ServerDirectory directory, Map<String, String> properties) {}

    @Override
    public List<String> command(ServerDirectory directory, Map<String, String> properties) {
      List<String> command = new ArrayList<>();
      command.add(Project.top().resolve("bin/ottla").toString());
      command.add("server");
      new TreeMap<>(properties)
          .forEach(
              (key, value) -> {
                command.add("--override");
                command.add(key + "=" + value);
              });
      return command;
    }

    @Override
    public String startedLine() {
      return " started version=";
    }
  }
}
