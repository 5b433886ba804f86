"""What is measured, in which session and in which order."""
from dataclasses import dataclass, field
from typing import Callable

from sidebyside import coordination, fleet, latency, load, upkeep


@dataclass(frozen=True)
class Workload:
    name: str
    run: Callable


@dataclass(frozen=True)
class Scenario:
    """One fresh broker. Those of one round follow one another; only one broker runs at a time."""

    name: str
    workloads: tuple
    common: dict = field(default_factory=dict)
    fsync: bool = False

    def settings(self, target):
        return {**self.common, **(target.fsync_settings if self.fsync else {})}


@dataclass(frozen=True)
class Sizes:
    records: dict  # by bytes of a record
    small_requests: int
    warm_records: int
    warm_requests: int
    rate: int  # records per second of the latency workload
    latency_s: int
    latency_warm_s: int
    fsync_records: int
    partitions: int
    topics: int
    connections: int
    idle_s: float
    limit_mib: int


DEFAULT_SIZES = Sizes(
    records={100: 1_500_000, 1024: 500_000}, small_requests=100_000, warm_records=800_000, warm_requests=50_000, rate=1_000,
    latency_s=6, latency_warm_s=2, fsync_records=200_000, partitions=1_000, topics=1_000, connections=2_000, idle_s=3,
    limit_mib=512)
QUICK_SIZES = Sizes(
    records={100: 200_000, 1024: 60_000}, small_requests=5_000, warm_records=50_000, warm_requests=2_000, rate=500,
    latency_s=2, latency_warm_s=1, fsync_records=1_000, partitions=200, topics=100, connections=500, idle_s=1, limit_mib=128)

START = Workload("start", fleet.start)
WARM = Workload("warm-up", load.warm_up)
SCENARIOS = (
    Scenario("main", (
        START,
        Workload("idle", fleet.idle),
        WARM,
        Workload("produce", load.produce),
        Workload("small", load.small),
        Workload("consume", load.consume),
        Workload("disk", load.consume_from_disk),
        Workload("latency", latency.latency),
        Workload("fsync", upkeep.fsync_topic),
        Workload("keys", load.keyed),
        Workload("memory", fleet.after_load),
        Workload("connections", fleet.connections),
        Workload("partitions", fleet.partitions),
        Workload("stop", fleet.stop),
        Workload("restart", fleet.restart),
    )),
    Scenario("groups", (
        START, WARM, Workload("members", coordination.members), Workload("commits", coordination.commits),
        Workload("transactions", coordination.transactions), Workload("reload", coordination.reload)), coordination.AT_ONCE),
    Scenario("topics", (START, WARM, Workload("topics", load.many_topics))),
    Scenario("upkeep", (
        START, WARM, Workload("retention", upkeep.retention), Workload("compaction", upkeep.compaction)), upkeep.EAGER),
    Scenario("durable", (START, WARM, Workload("fsync-broker", upkeep.fsync_broker)), fsync=True),
)

LOADS = ("produce", "small", "consume", "disk", "latency", "fsync", "keys", "topics", "retention", "compaction", "fsync-broker", "members")
SUITES = {
    "core": (
        "idle", "produce", "small", "consume", "disk", "latency", "fsync", "memory", "connections", "partitions", "stop",
        "restart"),
    "rest": ("produce", "keys", "topics", "retention", "compaction", "fsync-broker"),
    "latency": ("latency",),
    "groups": ("members", "commits", "transactions", "reload"),
}
NAMES = tuple(dict.fromkeys(w.name for s in SCENARIOS for w in s.workloads if w not in (START, WARM)))


def closure(chosen):
    """What must run for the chosen workloads: a start always, a warm-up before loads, produce before consume."""
    needed = set(chosen) | {"start"}
    if needed & {"consume", "disk"}:
        needed.add("produce")
    if needed & set(LOADS):
        needed.add("warm-up")
    return needed


def scenarios_of(chosen):
    """The scenarios that hold at least one of the chosen workloads."""
    return [s for s in SCENARIOS if {w.name for w in s.workloads} & set(chosen)]
