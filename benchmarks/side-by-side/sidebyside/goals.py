"""What is aimed at: for each figure the highest (or lowest) ratio to Apache Kafka."""
import re
from dataclasses import dataclass

from sidebyside import limit


@dataclass(frozen=True)
class Goal:
    """Metrics whose names match, their ratio, and the multiple of the limit they may cost (None: any)."""

    pattern: str
    ratio: float
    title: str  # \\1 and so on are groups of the pattern
    limit_factor: float = None
    floor_is_enough: bool = False  # where the goal lies below what a server that does nothing takes


CPU = r"server_cpu_no_jit_s_per_gib"
GOALS = (
    Goal(rf"produce/(\w+)/acks=(\w+)/\w+/16K/none/(\d+)p/{CPU}", 0.4, r"produce \1, 16 KiB batches, acks=\2, \3 p.: CPU"),
    Goal(rf"produce/(\w+)/acks=(\w+)/\w+/64K/none/(\d+)p/{CPU}", 0.6, r"produce \1, 64 KiB batches, acks=\2, \3 p.: CPU", 2.0),
    Goal(rf"produce/(\w+)/acks=(\w+)/\w+/\d+K/(lz4|zstd)/(\d+)p/{CPU}", 0.4, r"produce \1, \3, acks=\2, \4 p.: CPU"),
    Goal(r"produce/(\w+)/acks=(\w+)/\w+/(\d+K)/(\w+)/(\d+)p/mb_s", 1.0, r"produce \1, \3 batches, \4, acks=\2, \5 p.: throughput"),
    Goal(r"small/server_cpu_no_jit_us_per_request", 0.4, "one record per request: CPU"),
    Goal(r"small/requests_s", 1.0, "one record per request: throughput"),
    Goal(rf"consume/cached/(\w+)/.*/(\w+)/(\d+)p/{CPU}", 0.7, r"consume \1, \2, \3 p., from the page cache: CPU"),
    Goal(rf"consume/disk/(\w+)/.*/(\w+)/(\d+)p/{CPU}", 0.7, r"consume \1, \2, \3 p., from disk: CPU"),
    Goal(r"consume/(cached|disk)/(\w+)/.*/(\w+)/(\d+)p/fetch_mb_s", 1.0, r"consume \2, \3, \4 p., \1: throughput"),
    Goal(r"latency/acks=(\w+)/e2e_p(50|99)_us", 0.6, r"end-to-end latency, acks=\1: p\2", floor_is_enough=True),
    Goal(r"latency/acks=(\w+)/e2e_p999_us", 0.6, r"end-to-end latency, acks=\1: p99.9", floor_is_enough=True),
    Goal(r"fsync/(.*)/mb_s", 3.0, r"fsync before the answer (\1): throughput"),
    Goal(r"memory/idle_rss_mib", 0.25, "idle: resident memory"),
    Goal(r"memory/after_load_anon_mib", 0.25, "after load: anonymous memory"),
    Goal(r"startup/first_produce_acked_s", 0.2, "start to the first answered Produce"),
    Goal(r"restart/first_produce_acked_s", 0.2, "restart with 1,000 partitions"),
    Goal(r"partitions/all_usable_ms", 0.15, "topic of 1,000 partitions usable"),
    Goal(r"shutdown/sigterm_to_exit_s", 0.3, "clean stop"),
    Goal(r"idle/server_cpu_ms_per_s", 0.2, "idle: CPU"),
)


@dataclass(frozen=True)
class Outcome:
    """A goal beside what was measured. `met` is yes, no or floor."""

    metric: str
    title: str
    goal: str
    met: str
    row: dict


def outcomes(summary, names):
    """One for each metric that has a goal and was measured on both brokers, in the order of GOALS."""
    found = []
    for goal in GOALS:
        for metric, row in summary.items():
            if re.fullmatch(goal.pattern, metric) and "ratio" in row:
                title = re.sub(goal.pattern, goal.title, metric)
                found.append(Outcome(metric, title, shown(goal, row), met(goal, row, names[1]), row))
    return found


def shown(goal, row):
    text = f"{'≥' if row['better'] == 'higher' else '≤'} {goal.ratio:g}"
    return f"{text}, ≤ {goal.limit_factor:g} × limit" if goal.limit_factor else text


def met(goal, row, name):
    """Judged by the figures as they are shown, to two digits behind the point."""
    ratio = round(row["ratio"], 2)
    kept = ratio >= goal.ratio if row["better"] == "higher" else ratio <= goal.ratio
    bare = row[limit.NAME]
    if goal.limit_factor and bare:
        kept &= row[name]["median"] <= goal.limit_factor * bare["median"]
    if not kept and goal.floor_is_enough and bare and row[name]["median"] <= bare["median"]:
        return "floor"
    return "yes" if kept else "no"
