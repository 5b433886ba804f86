"""Workloads that move records: produce, consume, small requests, records with keys, many topics."""
import re
import time
from dataclasses import dataclass

from sidebyside.machine import GIB, disk_read_mib, evict
from sidebyside.tools import payload_file

LINGER_MS = 5


@dataclass(frozen=True)
class Setting:
    """One setting of a producer; sizes in bytes."""

    size: int
    acks: str
    idempotent: bool
    batch: int
    compression: str
    partitions: int

    @property
    def name(self):
        size = "100B" if self.size == 100 else "1KiB"
        kind = "idem" if self.idempotent else "plain"
        return f"{size}/acks={self.acks}/{kind}/{self.batch // 1024}K/{self.compression}/{self.partitions}p"

    @property
    def topic(self):
        return re.sub(r"[^A-Za-z0-9]", "-", self.name)

    def properties(self):
        return {
            "acks": self.acks, "enable.idempotence": str(self.idempotent).lower(), "batch.size": self.batch,
            "linger.ms": LINGER_MS, "compression.type": self.compression}


CORE = [
    Setting(100, "1", False, 16384, "none", 1),
    Setting(100, "all", True, 16384, "none", 1),
    Setting(100, "all", True, 16384, "none", 12),
    Setting(1024, "1", False, 16384, "none", 1),
    Setting(1024, "all", True, 65536, "none", 12),
    Setting(1024, "all", True, 65536, "lz4", 12),
    Setting(1024, "all", True, 65536, "zstd", 12),
]
FULL = [
    Setting(size, acks, idempotent, batch, compression, partitions)
    for size, batch in ((100, 16384), (1024, 65536))
    for acks, idempotent in (("1", False), ("all", False), ("all", True))
    for compression in ("none", "lz4", "zstd")
    for partitions in (1, 12)
]
CONSUMED = [CORE[1], CORE[4], CORE[5]]
FROM_DISK = CORE[4]


def warm_up(session):
    """Unmeasured: what a server does in its first second says little of the rest."""
    sizes, clients, broker = session.sizes, session.clients, session.broker
    many = {"acks": "all", "linger.ms": LINGER_MS}
    broker.create("warm", 12)
    clients.produce(broker.address, "warm", sizes.warm_records, 100, many)
    large = {**many, "batch.size": 65536, "compression.type": "lz4"}
    clients.produce(broker.address, "warm", sizes.warm_records // 4, 1024, large, payload_file(1024))
    broker.create("warm-small", 1)
    clients.produce(broker.address, "warm-small", sizes.warm_requests, 100, SMALL)
    clients.consume(broker.address, "warm", sizes.warm_records, "warm")


def produce(session):
    for setting in session.options.matrix:
        session.attempt("produce " + setting.name, lambda: produce_one(session, setting))


def produce_one(session, setting):
    count = session.sizes.records[setting.size]
    session.broker.create(setting.topic, setting.partitions)
    payload = payload_file(setting.size) if setting.compression != "none" else None
    gib = count * setting.size / GIB
    sent, meter = session.measured(
        "produce " + setting.name,
        lambda: session.clients.produce(
            session.broker.address, setting.topic, count, setting.size, setting.properties(), payload, count // 5),
        gib * 1.3 + 0.4)
    put_sent(session, f"produce/{setting.name}", sent, meter, gib)


def put_sent(session, prefix, sent, meter, gib):
    for figure in ("mb_s", "steady_mb_s", "p99_ms"):
        if figure in sent:
            session.put(f"{prefix}/{figure}", sent[figure])
    session.put_cpu(prefix, meter, gib, "s_per_gib")
    session.put(f"{prefix}/client_cpu_s_per_gib", sent["client_cpu"] / gib)


SMALL = {
    "acks": "1", "enable.idempotence": "false", "linger.ms": 0, "batch.size": 1,
    "max.in.flight.requests.per.connection": 5}


def small(session):
    """One record in each request."""
    count = session.sizes.small_requests
    session.broker.create("small", 1)
    sent, meter = session.measured(
        "small",
        lambda: session.clients.produce(session.broker.address, "small", count, 100, SMALL, None, count // 5))
    put_small(session, sent, meter, count)


def put_small(session, sent, meter, count):
    session.put("small/requests_s", sent["requests_s"])
    session.put("small/steady_requests_s", sent["steady_requests_s"])
    session.put_cpu("small", meter, count / 1e6, "us_per_request")
    session.put("small/client_cpu_us_per_request", sent["client_cpu"] / count * 1e6)


def consume(session):
    """What was produced just before, from the page cache."""
    for setting in CONSUMED:
        session.attempt("consume " + setting.name, lambda: consume_one(session, setting, "consume/cached"))


def consume_from_disk(session):
    def evicted():
        evict(session.broker.log_files(FROM_DISK.topic))
        before = disk_read_mib(session.broker.pid)
        gib = session.sizes.records[FROM_DISK.size] * FROM_DISK.size / GIB
        consume_one(session, FROM_DISK, "consume/disk", gib * 1.3 + 0.4)
        session.meter = None
        session.put(f"consume/disk/{FROM_DISK.name}/disk_read_mib", disk_read_mib(session.broker.pid) - before)

    session.attempt("consume from disk", evicted)


def consume_one(session, setting, prefix, memory_gib=0.0):
    count = session.sizes.records[setting.size]
    group = f"{prefix}-{setting.topic}".replace("/", "-")
    got, meter = session.measured(
        f"{prefix} {setting.name}",
        lambda: session.clients.consume(session.broker.address, setting.topic, count, group), memory_gib)
    key, gib = f"{prefix}/{setting.name}", got["mb"] / 1024
    session.put(f"{key}/fetch_mb_s", got["fetch_mb_s"])
    session.put_cpu(key, meter, gib, "s_per_gib")
    session.put(f"{key}/client_cpu_s_per_gib", got["client_cpu"] / gib)
    session.put(f"{key}/rebalance_ms", got["rebalance_ms"])


def load(session, prefix, topic, topics, records, size, keys, properties, memory_gib=0.4):
    """Records through the Load probe, whose first fifth is not counted in its own figures."""
    words = [f"{key}={value}" for key, value in properties.items()]
    sent, meter = session.measured(
        prefix,
        lambda: session.clients.probe(
            "Load", session.broker.address, topic, topics, records, size, keys, *words, timeout_seconds=300),
        memory_gib)
    put_sent(session, prefix, sent, meter, records * 1.2 * size / GIB)


ALL = {"acks": "all", "linger.ms": LINGER_MS}


def keyed(session):
    """Records with keys spread over the partitions by their hash."""
    session.broker.create("keyed", 12)
    load(session, "keys/100B/12p", "keyed", 1, session.sizes.records[100] // 2, 100, 100_000, ALL)


def many_topics(session):
    """One producer, a thousand topics, each record to the next of them."""
    topics = session.sizes.topics
    for number in range(topics):
        session.broker.create(f"many{number}", 1)
    time.sleep(1)
    load(session, f"topics/{topics}", "many", topics, session.sizes.records[100] // 3, 100, 0, ALL)
    session.put_memory(f"memory/with_{topics}_topics")
