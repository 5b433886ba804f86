#!/usr/bin/env python3
"""Whether a consumer that reads old data from the disk slows one that reads the tail.

  benchmarks/side-by-side/cold.py                           bin/ottla, 4 GiB of old data
  benchmarks/side-by-side/cold.py --gib 8 --samples 60000
  benchmarks/side-by-side/cold.py --direct                  old data is read from its files, past the broker
  benchmarks/side-by-side/cold.py --command 'CMD {port} {dir}'   another broker

Rounds alternate: the tail alone, and the tail while another process reads old data. Before each of
those the old data is thrown out of the page cache, and what came from the disk is counted in
/proc/PID/io. A sample is one record of 100 B there and back: produced with acks=all, received by a
fetch that waits.
"""
import argparse
import multiprocessing
import statistics
import struct
import sys
import time

from sidebyside.broker import Broker
from sidebyside.machine import disk_read_mib, evict
from sidebyside.processes import Workspace
from sidebyside.protocol import Connection, record_batch, text
from sidebyside.targets import Command, Ottla

BATCH_BYTES = 64 << 10
FETCH_BYTES = 1 << 20
LIMIT = 1.5


def produce(connection, topic, batch):
    """Produce v7 with acks=all; the offset."""
    body = text(None) + struct.pack(">hii", -1, 30_000, 1) + text(topic)
    answer = connection.call(0, 7, body + struct.pack(">iii", 1, 0, len(batch)) + batch)
    error, offset = struct.unpack_from(">hq", answer, 4 + 2 + len(topic) + 4 + 4)
    if error:
        raise RuntimeError(f"Produce: error {error}")
    return offset


def fetch(connection, topic, offset, wait_ms):
    """Fetch v4; the bytes of the one partition's records."""
    body = struct.pack(">iiiibi", -1, wait_ms, 1, FETCH_BYTES, 0, 1)
    answer = connection.call(1, 4, body + text(topic) + struct.pack(">iiqi", 1, 0, offset, FETCH_BYTES))
    at = 4 + 4 + 2 + len(topic) + 4 + 4
    error, aborted = struct.unpack_from(">h16xi", answer, at)
    if error:
        raise RuntimeError(f"Fetch: error {error}")
    size = struct.unpack_from(">i", answer, at + 22 + 16 * max(0, aborted))[0]
    return max(0, size)


def read_old(port, batches, size, stop, count):
    """Reads the old data from its start; adds up its bytes."""
    offset = 0
    with Connection(port, 60) as connection:
        while not stop.is_set() and offset < batches:
            got = fetch(connection, "old", offset, 0) // size
            offset += got
            count.value += got * size


def read_files(files, stop, count):
    """Reads the old data past the broker, in pieces of a fetch."""
    for path in files:
        with open(path, "rb", buffering=0) as file:
            while not stop.is_set() and (got := file.read(FETCH_BYTES)):
                count.value += len(got)


def tail(port, batch, samples):
    """Times a record there and back, in microseconds."""
    times = []
    with Connection(port, 60) as sender, Connection(port, 60) as receiver:
        offset = produce(sender, "tail", batch) + 1
        for _ in range(samples):
            begin = time.perf_counter()
            produce(sender, "tail", batch)
            if not fetch(receiver, "tail", offset, 5_000):
                raise RuntimeError("the tail's fetch came back empty")
            times.append((time.perf_counter() - begin) * 1e6)
            offset += 1
    return sorted(times)


def quantile(times, share):
    return times[min(len(times) - 1, int(len(times) * share))]


def one_round(broker, small, large, batches, samples, is_direct):
    alone = tail(broker.port, small, samples)
    evict(broker.log_files("old"))
    before = disk_read_mib(broker.pid)
    stop, count = multiprocessing.Event(), multiprocessing.Value("q", 0)
    if is_direct:
        reader = multiprocessing.Process(target=read_files, args=(broker.log_files("old"), stop, count))
    else:
        reader = multiprocessing.Process(target=read_old, args=(broker.port, batches, len(large), stop, count))
    reader.start()
    begin = time.perf_counter()
    beside = tail(broker.port, small, samples)
    seconds = time.perf_counter() - begin
    if not reader.is_alive():
        print("the old data was read before the samples were done: take more --gib", file=sys.stderr)
    stop.set()
    reader.join()
    return {
        "alone p50": quantile(alone, 0.5),
        "alone p99": quantile(alone, 0.99),
        "beside p50": quantile(beside, 0.5),
        "beside p99": quantile(beside, 0.99),
        "read MiB/s": count.value / seconds / (1 << 20),
        "from disk MiB/s": (disk_read_mib(broker.pid) - before) / seconds,
    }


def report(rounds):
    print("| figure | median | range |\n| --- | ---: | --- |")
    for name in rounds[0]:
        values = [figures[name] for figures in rounds]
        unit = "" if name.endswith("/s") else " µs"
        print(f"| {name} | {statistics.median(values):.0f}{unit} | {min(values):.0f}–{max(values):.0f} |")
    ratio = statistics.median(figures["beside p99"] / figures["alone p99"] for figures in rounds)
    print(f"| p99 beside / alone | {ratio:.2f} | limit {LIMIT} |")
    return ratio <= LIMIT


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--warm", type=int, default=3, help="rounds before, not counted: until then code is compiled")
    parser.add_argument("--gib", type=int, default=4, help="of old data")
    parser.add_argument("--samples", type=int, default=30_000, help="they take two seconds or more; fewer depend on one slice of the scheduler's")
    parser.add_argument("--direct", action="store_true", help="read the old data past the broker: the machine's part")
    parser.add_argument("--command", help="with {port} and {dir}")
    options = parser.parse_args()
    target = Command("broker", options.command) if options.command else Ottla("ottla")
    workspace = Workspace()
    if not options.command:
        target.build(Broker(target, workspace, "build"))
    broker = Broker(target, workspace, "cold")
    broker.wait_ready(broker.start(), "tail")
    broker.create("old", 1)
    small, large = record_batch(b"x" * 100), record_batch(b"x" * (BATCH_BYTES - 100))
    batches = (options.gib << 30) // len(large)
    with Connection(broker.port, 60) as connection:
        for _ in range(batches):
            produce(connection, "old", large)
    tail(broker.port, small, options.samples)  # a warm-up
    rounds = []
    for number in range(1 - options.warm, options.rounds + 1):
        figures = one_round(broker, small, large, batches, options.samples, options.direct)
        print(f"round {number}: " + ", ".join(f"{k} {v:.0f}" for k, v in figures.items()), file=sys.stderr)
        if number > 0:
            rounds.append(figures)
    broker.stop()
    sys.exit(0 if report(rounds) else 1)


if __name__ == "__main__":
    main()
