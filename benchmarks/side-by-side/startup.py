#!/usr/bin/env python3
"""How fast a broker starts and how little it needs: prints the figures of issue 2.

  benchmarks/side-by-side/startup.py                        five rounds of bin/ottla
  benchmarks/side-by-side/startup.py --rounds 20
  benchmarks/side-by-side/startup.py --command 'CMD {port} {dir}'   another broker

Each round gives the broker an empty directory and measures
  start    from the start of the process to the answer of the first Produce (acks=all)
  idle     resident memory after --idle seconds without a request
  create   CreateTopics of 1,000 partitions, to its answer and to a leader for each of them
  stop     from SIGTERM to the end of the process
Needs Linux and Python 3; speaks the protocol by itself, so no client library takes part.
"""
import argparse
import atexit
import os
import shlex
import shutil
import signal
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent.parent
OTTLA = (
    "{home}/bin/ottla server --override listeners=PLAINTEXT://127.0.0.1:{port}"
    " --override log.dirs={dir} --override ottla.http.listener="
)
LIMITS = {"start": 1.0, "idle": 96.0, "create": 2.0, "leaders": 2.0}
UNITS = {"start": "s", "idle": "MiB", "create": "s", "leaders": "s", "stop": "s"}


def crc32c_table():
    table = []
    for i in range(256):
        c = i
        for _ in range(8):
            c = (c >> 1) ^ 0x82F63B78 if c & 1 else c >> 1
        table.append(c)
    return table


TABLE = crc32c_table()


def crc32c(data):
    c = 0xFFFFFFFF
    for byte in data:
        c = TABLE[(c ^ byte) & 0xFF] ^ (c >> 8)
    return c ^ 0xFFFFFFFF


def text(value):
    data = value.encode()
    return struct.pack(">h", len(data)) + data


class Client:
    """One connection; a request and its answer at a time."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.correlation = 0

    def ask(self, api, version, body):
        self.correlation += 1
        frame = struct.pack(">hhi", api, version, self.correlation) + text("bench") + body
        self.socket.sendall(struct.pack(">i", len(frame)) + frame)
        size = struct.unpack(">i", self.read(4))[0]
        answer = self.read(size)
        assert struct.unpack(">i", answer[:4])[0] == self.correlation
        return answer[4:]

    def read(self, size):
        data = b""
        while len(data) < size:
            part = self.socket.recv(size - len(data))
            if not part:
                raise ConnectionError("the broker closed the connection")
            data += part
        return data

    def close(self):
        self.socket.close()


def api_versions(client):
    answer = client.ask(18, 0, b"")
    return struct.unpack(">h", answer[:2])[0] == 0


def create_topic(client, name, partitions):
    """CreateTopics v4; the error of its one topic."""
    body = struct.pack(">i", 1) + text(name) + struct.pack(">ihii", partitions, 1, 0, 0)
    answer = client.ask(19, 4, body + struct.pack(">i?", 30_000, False))
    at = 4 + 4 + 2 + len(name)
    return struct.unpack(">h", answer[at : at + 2])[0]


def leaders(client, name):
    """Metadata v1; how many partitions of the topic have a leader."""
    answer = client.ask(3, 1, struct.pack(">i", 1) + text(name))
    at = 0

    def take(format):
        nonlocal at
        values = struct.unpack_from(format, answer, at)
        at += struct.calcsize(format)
        return values[0]

    def skip_text():
        nonlocal at
        size = max(0, take(">h"))
        at += size

    for _ in range(take(">i")):
        take(">i")
        skip_text()
        take(">i")
        skip_text()
    take(">i")
    take(">i")
    take(">h")
    skip_text()
    take(">?")
    led = 0
    for _ in range(take(">i")):
        error = take(">h")
        take(">i")
        leader = take(">i")
        for _ in range(2):
            replicas = take(">i")
            at += 4 * replicas
        led += error == 0 and leader >= 0
    return led


def record_batch():
    record = b"\x00\x00\x00\x01" + bytes([2 * 5]) + b"hello" + b"\x00"
    record = bytes([2 * len(record)]) + record
    now = int(time.time() * 1000)
    rest = struct.pack(">hiqqqhii", 0, 0, now, now, -1, -1, -1, 1) + record
    return struct.pack(">qiibI", 0, len(rest) + 9, -1, 2, crc32c(rest)) + rest


def produce(client, name):
    """Produce v7 with acks=all; the partition's error."""
    batch = record_batch()
    body = struct.pack(">hhi", -1, -1, 10_000) + struct.pack(">i", 1) + text(name)
    answer = client.ask(0, 7, body + struct.pack(">iii", 1, 0, len(batch)) + batch)
    return struct.unpack_from(">h", answer, 4 + 2 + len(name) + 4 + 4)[0]


def until(action, seconds, pause=0.002):
    """Repeats an action until it returns something true; None after too long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            result = action()
            if result:
                return result
        except OSError:
            pass
        time.sleep(pause)
    return None


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def connect(port):
    client = Client(port)
    try:
        if api_versions(client):
            return client
    except OSError:
        pass
    client.close()
    return None


def resident_mib(pid):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmRSS")


def run(command, idle_seconds):
    # Removed at the end of all rounds: files on their way out slow the making of new ones.
    directory = tempfile.mkdtemp(prefix="ottla-startup-")
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    port = free_port()
    arguments = shlex.split(command.format(home=HOME, port=port, dir=directory))
    figures = {}
    output = open(os.path.join(directory, "..", os.path.basename(directory) + ".log"), "wb")
    begin = time.monotonic()
    broker = subprocess.Popen(arguments, stdout=output, stderr=output)
    try:
        client = until(lambda: connect(port), 60)
        if client is None:
            raise SystemExit(f"the broker does not answer, see {output.name}")
        if not until(lambda: create_topic(client, "first", 1) == 0, 10):
            raise SystemExit("the first topic cannot be created")
        if not until(lambda: produce(client, "first") == 0, 10):
            raise SystemExit("the first Produce fails")
        figures["start"] = time.monotonic() - begin
        time.sleep(idle_seconds)
        figures["idle"] = resident_mib(broker.pid)
        begin = time.monotonic()
        error = create_topic(client, "thousand", 1_000)
        figures["create"] = time.monotonic() - begin
        if error != 0:
            raise SystemExit(f"CreateTopics of 1,000 partitions: error {error}")
        if not until(lambda: leaders(client, "thousand") == 1_000, 30):
            raise SystemExit("not all of the 1,000 partitions have a leader")
        figures["leaders"] = time.monotonic() - begin
        client.close()
        begin = time.monotonic()
        broker.send_signal(signal.SIGTERM)
        broker.wait(30)
        figures["stop"] = time.monotonic() - begin
        os.unlink(output.name)
        return figures
    finally:
        if broker.poll() is None:
            broker.kill()
            broker.wait()


def make_archive(command):
    """The first start of a build makes the archive of loaded classes in the background."""
    dist = HOME / "server/target/dist"
    run(command, 0)
    made = until(lambda: list(dist.glob("*.jsa")) or list(dist.glob("*.failed")), 120, 0.1)
    print(f"archive of loaded classes: {made[0].name if made else 'none'}", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--idle", type=float, default=10, metavar="SECONDS")
    parser.add_argument("--command", default=OTTLA, help="with {home}, {port} and {dir}")
    options = parser.parse_args()
    if options.command == OTTLA:
        make_archive(options.command)
    rounds = []
    for number in range(options.rounds):
        rounds.append(run(options.command, options.idle))
        print(
            f"round {number + 1}: "
            + ", ".join(f"{k} {v:.3f} {UNITS[k]}" for k, v in rounds[-1].items()),
            file=sys.stderr,
        )
    print("| figure | median | worst | limit |")
    print("| --- | --- | --- | --- |")
    met = True
    for name, unit in UNITS.items():
        values = [r[name] for r in rounds]
        limit = LIMITS.get(name)
        met &= limit is None or statistics.median(values) < limit
        shown = "" if limit is None else f"{limit:g} {unit}"
        print(
            f"| {name} | {statistics.median(values):.3f} {unit}"
            f" | {max(values):.3f} {unit} | {shown} |"
        )
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()
