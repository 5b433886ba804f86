"""The machine's limit: what the same bytes cost a program that does nothing else with them.

Limit.java reads a socket and appends to a file, or sends a file; Floor.java answers stock clients
from memory. Both are measured as a broker is, and are no brokers.
"""
import socket
import time

from sidebyside import load
from sidebyside.latency import latency
from sidebyside.machine import MIB
from sidebyside.session import Session
from sidebyside.targets import Target
from sidebyside.tools import PROBES

NAME = "limit"
SENDFILE_CHUNK = MIB
# What the producer makes of 16 and 64 KiB. A batch is hardly ever a multiple of a page, and whole pages are
# cheaper to append: the kernel takes larger pieces of memory for them.
BATCHES = (16_300, 65_140)


class Program(Target):
    """A class of java/ as a server."""

    def __init__(self, words):
        super().__init__(NAME)
        self.words, self.description = words, "Limit.java and Floor.java"

    def command(self, broker):
        places = {"{port}": str(broker.port), "{file}": f"{broker.data}/bytes"}
        words = [places.get(str(word), str(word)) for word in self.words]
        return [self.java(), "-XX:+UseSerialGC", "-Xmx64M", "-cp", PROBES, *words]


class Bare:
    """A scenario without workloads or settings of its own."""

    def __init__(self, name):
        self.name = name

    def settings(self, _):
        return {}


class FloorSession(Session):
    """Every topic exists already."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.broker.create = lambda *_: None


def measure(number, options, clients):
    """Results as of a session of a broker."""
    results = []
    for batch in BATCHES:
        results.append(run(Session, number, options, clients, ["Limit", "append", "{port}", "{file}", batch], append_bytes))
    results.append(run(Session, number, options, clients, ["Limit", "sendfile", "{port}", "{file}", SENDFILE_CHUNK], send_bytes))
    if options.only & {"small", "latency"}:
        results.append(run(FloorSession, number, options, clients, ["Floor", "{port}"], floor))
    return results


def run(kind, number, options, clients, words, action):
    session = kind(Program(words), number, options, clients, Bare("-".join(str(w) for w in words if str(w)[0] != "{")))
    try:
        (session.broker.data / "bytes").touch()
        session.broker.start()
        await_listening(session.broker)
        session.attempt(session.broker.directory.name, lambda: action(session))
    finally:
        session.broker.stop()
        clients.workspace.empty(session.broker.directory)
    return session.result()


def await_listening(broker, limit_seconds=20):
    end = time.perf_counter() + limit_seconds
    while True:
        try:
            return socket.create_connection(("127.0.0.1", broker.port), 5).close()
        except OSError:
            broker.check_alive()
            if time.perf_counter() > end:
                raise
            time.sleep(0.02)


def append_bytes(session):
    mib, batch = session.sizes.limit_mib, session.target.words[-1]
    send(session.broker.port, batch, mib // 4 * MIB)
    _, meter = session.measured(f"limit append {batch}", lambda: send(session.broker.port, batch, mib * MIB), mib * 1.3 / 1024)
    put_limit(session, f"limit/append/{round(batch / 1024)}K", meter, mib)


def send_bytes(session):
    mib = session.sizes.limit_mib
    with open(session.broker.data / "bytes", "wb") as file:
        for _ in range(mib):
            file.write(b"x" * MIB)
    receive(session.broker.port)
    _, meter = session.measured("limit sendfile", lambda: receive(session.broker.port))
    put_limit(session, "limit/sendfile", meter, mib)


def put_limit(session, prefix, meter, mib):
    session.put(f"{prefix}/mb_s", mib / meter.wall)
    session.put_cpu(prefix, meter, mib / 1024, "s_per_gib")


def send(port, batch, total):
    data = b"x" * batch
    with socket.create_connection(("127.0.0.1", port)) as out:
        for _ in range(total // batch):
            out.sendall(data)
        out.shutdown(socket.SHUT_WR)
        out.recv(1)


def receive(port):
    data = bytearray(256 * 1024)
    with socket.create_connection(("127.0.0.1", port)) as source:
        while source.recv_into(data):
            pass


def floor(session):
    if "small" in session.options.only:
        session.clients.produce(session.broker.address, "warm", session.sizes.warm_requests, 100, load.SMALL)
        session.attempt("floor small", lambda: load.small(session))
    if "latency" in session.options.only:
        latency(session)
