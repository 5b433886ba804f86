"""Workloads in which the disk is waited for or cleaned up: fsync, retention, compaction."""
import time

from sidebyside.load import ALL, load
from sidebyside.machine import GIB, MIB

SEGMENT = 16 * MIB
ROUNDS_OF_UPKEEP_S = 8

# Both brokers look after their logs every second instead of every few minutes.
EAGER = {
    "log.retention.check.interval.ms": "1000", "log.initial.task.delay.ms": "1000", "log.cleaner.backoff.ms": "1000",
    "log.segment.delete.delay.ms": "1000"}


def fsync_topic(session):
    """Every record on disk before its answer, by the topic's setting."""
    session.broker.create("fsync", 12, {"flush.messages": 1})
    load_fsync(session, "fsync/flush.messages=1", "fsync")


def fsync_broker(session):
    """The same by the broker's setting."""
    session.broker.create("fsync", 12)
    load_fsync(session, "fsync/broker", "fsync")


def load_fsync(session, prefix, topic):
    load(session, prefix, topic, 1, session.sizes.fsync_records, 1024, 0, ALL)


def retention(session):
    """A topic that may keep 64 MiB, while several times that is written to it."""
    session.broker.create("retention", 1, {"retention.bytes": 4 * SEGMENT, "segment.bytes": SEGMENT})
    housekept(session, "retention", 0)


def compaction(session):
    """A compacted topic of a thousand keys, written to all the time."""
    session.broker.create(
        "compaction", 1, {"cleanup.policy": "compact", "segment.bytes": SEGMENT, "min.cleanable.dirty.ratio": 0.01})
    housekept(session, "compaction", 1_000)


def housekept(session, topic, keys):
    count = session.sizes.records[1024]
    load(session, f"{topic}/1KiB/1p", topic, 1, count, 1024, keys, {**ALL, "batch.size": 65536}, count * 1024 * 1.5 / GIB)
    _, meter = session.measured(f"{topic} afterwards", lambda: time.sleep(ROUNDS_OF_UPKEEP_S))
    session.put(f"{topic}/1KiB/1p/server_cpu_afterwards_s", meter.cpu)
    session.meter = None
    left = sum(file.stat().st_size for file in session.broker.log_files(topic))
    session.put(f"{topic}/1KiB/1p/left_on_disk_mib", left / MIB)
