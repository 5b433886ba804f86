package io.ottla.wire.generator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parses a schema file: prose in lines that start with {@code #}, then messages, each a head line
 * and its fields below it, two spaces of indent for each level. Prose that is indented is a remark
 * on the field below it.
 *
 * <pre>
 * # Heartbeat (12): tells the group coordinator that a member is alive.
 * request HeartbeatRequest key=12 valid=0-4 flexible=4+ listeners=broker
 *   GroupId string 0+
 *   # Null for a member that is not static.
 *   GroupInstanceId string 3+ nullable=3+ default=null
 * </pre>
 */
final class SchemaParser {
  private final String file;
  private final List<Message> messages = new ArrayList<>();
  private final List<String> doc = new ArrayList<>();
  private final List<String> remark = new ArrayList<>();
  private final Deque<OpenStruct> open = new ArrayDeque<>();
  private Map<String, Struct> structs = new LinkedHashMap<>();
  private @Nullable Head head;
  private int lineNumber;

  private SchemaParser(String file) {
    this.file = file;
  }

  /** Parses the lines of one file; fails with file and line number. */
  static List<Message> parse(String file, List<String> lines) {
    SchemaParser parser = new SchemaParser(file);
    for (String line : lines) {
      parser.lineNumber++;
      try {
        parser.line(line);
      } catch (IllegalArgumentException e) {
        throw parser.error(String.valueOf(e.getMessage()));
      }
    }
    parser.endMessage();
    return parser.messages;
  }

  private void line(String line) {
    if (line.isBlank()) {
      return;
    }
    if (line.startsWith("#")) {
      endMessage();
      doc.add(line.substring(1).strip());
      return;
    }
    int indent = line.length() - line.stripLeading().length();
    if (indent % 2 != 0) {
      throw error("odd indent");
    }
    if (line.strip().startsWith("#")) {
      remark.add(line.strip().substring(1).strip());
      return;
    }
    String[] words = line.strip().split(" ");
    if (indent == 0) {
      endMessage();
      beginMessage(words);
    } else {
      field(indent / 2, words);
    }
  }

  private void beginMessage(String[] words) {
    head = new Head(words[0], words[1], attributes(words, 2), List.copyOf(doc));
    doc.clear();
    open.push(new OpenStruct(words[1], Versions.parse("0+")));
  }

  private void field(int level, String[] words) {
    if (head == null) {
      throw error("a field outside of a message");
    }
    closeTo(level);
    if (open.size() != level) {
      throw error("indent without a struct above");
    }
    if (words[0].equals("struct")) {
      if (!remark.isEmpty()) {
        throw error("a remark above a struct");
      }
      open.push(new OpenStruct(words[1], Versions.parse(words[2])));
      return;
    }
    Map<String, String> attributes = attributes(words, 3);
    Type type = Type.parse(words[1]);
    Versions versions = Versions.parse(words[2]);
    top().fields.add(toField(words[0], type, versions, attributes));
    if (type.isStruct() && !structs.containsKey(type.name())) {
      open.push(new OpenStruct(type.name(), versions));
    }
  }

  private Field toField(String name, Type type, Versions versions, Map<String, String> attributes) {
    String tagText = attributes.get("tag");
    String[] tag = tagText == null ? new String[] {"-1", "none"} : tagText.split("@");
    String flexible = attributes.get("flexible");
    return new Field(
        javaName(name),
        type,
        versions,
        Versions.parse(attributes.getOrDefault("nullable", "none")),
        Integer.parseInt(tag[0]),
        Versions.parse(tag[1]),
        attributes.get("default"),
        attributes.containsKey("ignorable"),
        flexible == null ? null : Versions.parse(flexible),
        takeRemark());
  }

  private String takeRemark() {
    String taken = String.join(" ", remark);
    remark.clear();
    return taken;
  }

  /** Every method of a message has a parameter {@code version}, so no field can be called that. */
  private static String javaName(String name) {
    String lower = Character.toLowerCase(name.charAt(0)) + name.substring(1);
    return lower.equals("version") ? "recordVersion" : lower;
  }

  private void closeTo(int level) {
    while (open.size() > level) {
      OpenStruct closed = open.pop();
      structs.put(closed.name, closed.toStruct());
    }
  }

  private void endMessage() {
    if (!remark.isEmpty()) {
      throw error("a remark without a field below it");
    }
    if (head == null) {
      return;
    }
    closeTo(1);
    Struct root = open.pop().toStruct();
    Map<String, String> a = head.attributes;
    messages.add(
        new Message(
            head.kind,
            Integer.parseInt(a.getOrDefault("key", "-1")),
            Versions.parse(a.getOrDefault("valid", "none")),
            Versions.parse(a.getOrDefault("flexible", "none")),
            a.containsKey("latest-unstable"),
            List.of(a.getOrDefault("listeners", "").split(",")),
            head.doc,
            root,
            structs));
    SchemaCheck.check(file, messages.get(messages.size() - 1));
    structs = new LinkedHashMap<>();
    head = null;
  }

  private OpenStruct top() {
    OpenStruct top = open.peek();
    if (top == null) {
      throw error("no struct is open");
    }
    return top;
  }

  private static Map<String, String> attributes(String[] words, int from) {
    Map<String, String> attributes = new HashMap<>();
    for (int i = from; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      attributes.put(
          equals < 0 ? words[i] : words[i].substring(0, equals),
          equals < 0 ? "" : words[i].substring(equals + 1));
    }
    return attributes;
  }

  private SchemaException error(String what) {
    return new SchemaException(file + ":" + lineNumber + ": " + what);
  }

  private record Head(String kind, String name, Map<String, String> attributes, List<String> doc) {}

  private static final class OpenStruct {
    final String name;
    final Versions versions;
    final List<Field> fields = new ArrayList<>();

    OpenStruct(String name, Versions versions) {
      this.name = name;
      this.versions = versions;
    }

    Struct toStruct() {
      return new Struct(name, versions, fields);
    }
  }
}
