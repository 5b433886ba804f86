"""Workloads about how much there is, not how fast it moves: an idle broker, connections, partitions, restarts."""
import time

from sidebyside.machine import MIB, memory_mib
from sidebyside.protocol import Connection


def start(session):
    session.started("startup", create=True)


def idle(session):
    time.sleep(1)
    _, meter = session.measured("idle", lambda: time.sleep(session.sizes.idle_s))
    session.put("idle/server_cpu_ms_per_s", meter.cpu * 1000 / meter.wall)
    session.put_memory("memory/idle")
    jars = session.target.jars()
    if jars:
        session.put("distribution/jars_mib", sum(jar.stat().st_size for jar in jars) / MIB)


def after_load(session):
    session.put_memory("memory/after_load")


def connections(session):
    count, opened = session.sizes.connections, []
    before, _ = memory_mib(session.broker.pid)

    def open_all():
        for _ in range(count):
            opened.append(Connection(session.broker.port))
            opened[-1].api_versions()

    try:
        _, meter = session.measured("connections", open_all)
        session.put("connections/open_all_s", meter.wall)
        session.put("connections/server_cpu_us_each", meter.cpu / count * 1e6)
        after, _ = memory_mib(session.broker.pid)
        session.put("connections/rss_delta_mib", after - before)
        _, meter = session.measured("idle connections", lambda: time.sleep(2))
        session.put("connections/idle_cpu_ms_per_s", meter.cpu * 1000 / meter.wall)
    finally:
        for connection in opened:
            connection.close()


def partitions(session):
    count = session.sizes.partitions
    got, meter = session.measured(
        "partitions", lambda: session.clients.probe("Partitions", session.broker.address, "partitions", count))
    session.put("partitions/create_returns_ms", got["create_ms"])
    session.put("partitions/all_usable_ms", got["ready_ms"])
    session.put("partitions/server_cpu_s", meter.cpu)
    time.sleep(1)
    _, meter = session.measured("idle partitions", lambda: time.sleep(2))
    session.put("partitions/idle_cpu_ms_per_s", meter.cpu * 1000 / meter.wall)
    session.put_memory(f"memory/with_{count}_partitions")


def stop(session):
    session.learn_thread_names()
    session.meter = None
    session.put("shutdown/sigterm_to_exit_s", session.broker.stop())


def restart(session):
    """On the data just written, after a clean stop."""
    session.broker.stop()
    session.started("restart", create=False)
    session.put_memory("memory/after_restart")
    session.learn_thread_names()
    session.put("restart/sigterm_to_exit_s", session.broker.stop())
