package io.ottla.storage.compact;

import io.ottla.storage.segment.Segment;
import java.util.ArrayList;
import java.util.List;

/** Which neighbouring segments become one; a pure function of their sizes and offsets. */
final class SegmentGroups {
  private SegmentGroups() {}

  static List<List<Segment>> of(List<Segment> segments, CompactionPlan plan) {
    List<List<Segment>> groups = new ArrayList<>();
    List<Segment> group = new ArrayList<>();
    long bytes = 0;
    for (int i = 0; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      long end = plan.follower(i + 1).baseOffset();
      boolean fits =
          !group.isEmpty()
              && bytes + segment.size() <= plan.rules().segmentBytes()
              && end - 1 - group.get(0).baseOffset() <= Integer.MAX_VALUE;
      if (!fits && !group.isEmpty()) {
        groups.add(group);
        group = new ArrayList<>();
        bytes = 0;
      }
      group.add(segment);
      bytes += segment.size();
    }
    if (!group.isEmpty()) {
      groups.add(group);
    }
    return groups;
  }
}
