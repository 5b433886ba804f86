#!/usr/bin/env python3
"""Whether a consumer that reads old data from the disk slows one that reads the tail.

  benchmarks/side-by-side/cold.py                           bin/ottla, 2 GiB of old data
  benchmarks/side-by-side/cold.py --gib 8 --samples 20000
  benchmarks/side-by-side/cold.py --command 'CMD {port} {dir}'   another broker

Rounds alternate: the tail alone, and the tail while another process reads old data. Before each of
those the old data is thrown out of the page cache, and what came from the disk is counted in
/proc/PID/io. A sample is one record of 100 B there and back: produced with acks=all, received by a
fetch that waits. Needs Linux and Python 3; speaks the protocol by itself.
"""
import argparse
import multiprocessing
import os
import shlex
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from startup import HOME, OTTLA, Client, connect, crc32c, create_topic, free_port, text, until

BATCH_BYTES = 64 << 10
FETCH_BYTES = 1 << 20


def varint(value):
    value = value << 1
    out = b""
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def batch(value_bytes):
    record = b"\x00\x00\x00\x01" + varint(value_bytes) + b"x" * value_bytes + b"\x00"
    record = varint(len(record)) + record
    now = int(time.time() * 1000)
    rest = struct.pack(">hiqqqhii", 0, 0, now, now, -1, -1, -1, 1) + record
    return struct.pack(">qiibI", 0, len(rest) + 9, -1, 2, crc32c(rest)) + rest


def produce(client, topic, records):
    """Produce v7 with acks=all."""
    body = struct.pack(">hhi", -1, -1, 10_000) + struct.pack(">i", 1) + text(topic)
    answer = client.ask(0, 7, body + struct.pack(">iii", 1, 0, len(records)) + records)
    error, offset = struct.unpack_from(">hq", answer, 4 + 2 + len(topic) + 4 + 4)
    if error:
        raise SystemExit(f"Produce: error {error}")
    return offset


def fetch(client, topic, offset, wait_ms):
    """Fetch v4; the bytes of the one partition's records."""
    body = struct.pack(">iiiib", -1, wait_ms, 1, FETCH_BYTES, 0) + struct.pack(">i", 1)
    body += text(topic) + struct.pack(">iiqi", 1, 0, offset, FETCH_BYTES)
    answer = client.ask(1, 4, body)
    at = 4 + 4 + 2 + len(topic) + 4 + 4
    error, aborted = struct.unpack_from(">h16xi", answer, at)
    if error:
        raise SystemExit(f"Fetch: error {error}")
    size = struct.unpack_from(">i", answer, at + 22 + 16 * max(0, aborted))[0]
    return answer[len(answer) - size :] if size > 0 else b""


def read_old(port, batches, size, stop, count):
    """Reads the old data over and over; adds up its bytes."""
    client = Client(port)
    offset = 0
    while not stop.is_set() and offset < batches:
        got = len(fetch(client, "old", offset, 0)) // size
        offset += got
        count.value += got * size
    client.close()


def evict(directory):
    for file in directory.iterdir():
        fd = os.open(file, os.O_RDWR)
        os.fsync(fd)
        os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(fd)


def disk_bytes(pid):
    for line in Path(f"/proc/{pid}/io").read_text().splitlines():
        if line.startswith("read_bytes:"):
            return int(line.split()[1])
    raise RuntimeError("no read_bytes")


def tail(port, record, samples):
    """Times a record there and back, in microseconds."""
    sender, receiver = Client(port), Client(port)
    times = []
    offset = produce(sender, "tail", record) + 1
    for _ in range(samples):
        begin = time.perf_counter()
        produce(sender, "tail", record)
        if not fetch(receiver, "tail", offset, 5_000):
            raise SystemExit("the tail's fetch came back empty")
        times.append((time.perf_counter() - begin) * 1e6)
        offset += 1
    sender.close()
    receiver.close()
    return sorted(times)


def quantile(times, share):
    return times[min(len(times) - 1, int(len(times) * share))]


def measure(options, port, broker, directory):
    small, large = batch(100), batch(BATCH_BYTES - 100)
    client = until(lambda: connect(port), 60)
    for topic in ("old", "tail"):
        if not until(lambda: create_topic(client, topic, 1) == 0, 10):
            raise SystemExit(f"topic {topic} cannot be created")
    batches = (options.gib << 30) // len(large)
    until(lambda: produce(client, "old", large) >= 0, 10)
    for _ in range(batches - 1):
        produce(client, "old", large)
    old = next(Path(directory).glob("**/old-0"))
    tail(port, small, options.samples)  # a warm-up
    rounds = []
    for number in range(options.rounds):
        alone = tail(port, small, options.samples)
        evict(old)
        before = disk_bytes(broker.pid)
        stop, count = multiprocessing.Event(), multiprocessing.Value("q", 0)
        reader = multiprocessing.Process(
            target=read_old, args=(port, batches, len(large), stop, count)
        )
        reader.start()
        begin = time.monotonic()
        beside = tail(port, small, options.samples)
        seconds = time.monotonic() - begin
        was_reading = reader.is_alive()
        stop.set()
        reader.join()
        figures = {
            "alone p50": quantile(alone, 0.5),
            "alone p99": quantile(alone, 0.99),
            "beside p50": quantile(beside, 0.5),
            "beside p99": quantile(beside, 0.99),
            "read MB/s": count.value / seconds / 1e6,
            "from disk MB/s": (disk_bytes(broker.pid) - before) / seconds / 1e6,
        }
        if not was_reading:
            print("the old data was read before the samples were done: --gib more", file=sys.stderr)
        print(f"round {number + 1}: " + ", ".join(f"{k} {v:.0f}" for k, v in figures.items()), file=sys.stderr)
        rounds.append(figures)
    return rounds


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--gib", type=int, default=2, help="of old data")
    parser.add_argument("--samples", type=int, default=5_000)
    parser.add_argument("--command", default=OTTLA, help="with {home}, {port} and {dir}")
    options = parser.parse_args()
    directory = tempfile.mkdtemp(prefix="ottla-cold-")
    port = free_port()
    arguments = shlex.split(options.command.format(home=HOME, port=port, dir=directory))
    output = open(directory + ".log", "wb")
    broker = subprocess.Popen(arguments, stdout=output, stderr=output)
    try:
        rounds = measure(options, port, broker, directory)
        print("| figure | median | range |")
        print("| --- | ---: | --- |")
        for name in rounds[0]:
            values = [r[name] for r in rounds]
            unit = "" if name.endswith("MB/s") else " µs"
            print(
                f"| {name} | {statistics.median(values):.0f}{unit}"
                f" | {min(values):.0f}–{max(values):.0f} |"
            )
        ratio = statistics.median(r["beside p99"] / r["alone p99"] for r in rounds)
        print(f"| p99 beside / alone | {ratio:.2f} | limit 1.5 |")
    finally:
        broker.send_signal(signal.SIGTERM)
        broker.wait(60)
        shutil.rmtree(directory, ignore_errors=True)
        os.unlink(output.name)


if __name__ == "__main__":
    main()
