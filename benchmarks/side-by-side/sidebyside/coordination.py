"""Workloads of the coordinators: a large group, many groups, transactions."""
from sidebyside.fleet import stop

MEMBERS, GROUPS, TRANSACTIONS_S, SESSION_MS = 1_000, 10_000, 6, 30_000

# A new assignment whenever a member comes or goes, not once a second; and a crash noticed sooner than after 45 s.
AT_ONCE = {
    "group.consumer.assignment.interval.ms": "0",
    "group.consumer.min.session.timeout.ms": str(SESSION_MS),
    "group.consumer.session.timeout.ms": str(SESSION_MS)}


def members(session):
    """A group of the new protocol over a thousand partitions: all join, one more joins, one leaves, one crashes."""
    probe(session, "members", MEMBERS, 1_000, SESSION_MS, session.broker.pid)


def commits(session):
    """An offset for each of many groups."""
    probe(session, "commit", GROUPS)


def transactions(session):
    """Transactions of one record, one after the other."""
    probe(session, "transactions", TRANSACTIONS_S)


def reload(session):
    """The offsets of all those groups, read after a restart."""
    stop(session)
    session.started("groups/restart", create=False)
    probe(session, "fetch", GROUPS)
    session.put_memory("groups/memory_after_reload")


def probe(session, what, *arguments):
    figures, meter = session.measured(
        f"groups {what}", lambda: session.clients.probe("Groups", session.broker.port, what, *arguments))
    figures.pop("client_cpu")
    for name, value in figures.items():
        session.put(f"groups/{what}/{name}", value)
    session.put(f"groups/{what}/server_cpu_no_jit_s", meter.work)
