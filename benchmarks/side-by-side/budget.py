#!/usr/bin/env python3
"""What partitions with data cost a broker in files, mappings and memory, and how fast it starts on them.

  ./budget.py                       10,000 and 20,000 partitions, a fresh broker for each count
  ./budget.py --counts 1000 --appends 100

Every partition gets --appends records, each in a batch of its own: enough of them for its log's end to
be mapped. Prints the largest number of open files and of mapped areas seen, the same and the resident
memory once nothing has been asked for --idle seconds, then stop, start on the data and the memory of
the new process. Exits with 1 where a limit of the issue is passed: 20,000 files, 65,530 mapped areas;
with 10,000 partitions 256 MiB and 5 s.
"""
import argparse
import struct
import sys
import time

from sidebyside.broker import Broker
from sidebyside.machine import mapped_areas, memory_mib, open_files
from sidebyside.processes import Workspace
from sidebyside.protocol import Connection, record_batch, text
from sidebyside.targets import Ottla

PARTITIONS_OF_A_TOPIC = 1_000
FILES, AREAS, MEMORY_MIB, START_S = 20_000, 65_530, 256, 5


def produce_to_all(connection, topic, partitions):
    """Produce v7 of one record to each partition of a topic."""
    batch = record_batch(b"a small record")
    body = text(None) + struct.pack(">hii", -1, 60_000, 1) + text(topic) + struct.pack(">i", partitions)
    parts = b"".join(struct.pack(">ii", number, len(batch)) + batch for number in range(partitions))
    answer, at = connection.call(0, 7, body + parts), 4 + 2 + len(topic) + 4
    for number in range(partitions):
        error = struct.unpack_from(">h", answer, at + 4)[0]
        if error:
            raise RuntimeError(f"Produce to {topic}-{number}: error code {error}")
        at += 4 + 2 + 8 + 8 + 8


def fill(broker, count, appends):
    """The largest numbers of open files and mapped areas on the way."""
    files = areas = 0
    topics = [(f"t{at}", min(PARTITIONS_OF_A_TOPIC, count - at)) for at in range(0, count, PARTITIONS_OF_A_TOPIC)]
    with Connection(broker.port, 120) as connection:
        for topic, partitions in topics:
            if error := connection.create_topic(topic, partitions):
                raise RuntimeError(f"CreateTopics {topic}: error code {error}")
            for _ in range(appends):
                produce_to_all(connection, topic, partitions)
            files, areas = max(files, open_files(broker.pid)), max(areas, mapped_areas(broker.pid))
    return files, areas


def measure(broker, count, appends, idle_seconds):
    broker.wait_ready(broker.start(), "first")
    files, areas = fill(broker, count, appends)
    time.sleep(idle_seconds)
    idle = (open_files(broker.pid), mapped_areas(broker.pid), memory_mib(broker.pid)[0])
    stop = broker.stop()
    start = broker.wait_ready(broker.start(), "first", create=False, limit_seconds=120)[1]
    time.sleep(idle_seconds)
    memory = memory_mib(broker.pid)[0]
    broker.stop()
    print(
        f"| {count:,} | {files:,} | {areas:,} | {idle[0]:,} | {idle[1]:,} | {idle[2]:.0f} MiB | {stop:.2f} s |"
        f" {start:.2f} s | {memory:.0f} MiB |",
        flush=True,
    )
    kept = files < FILES and areas < AREAS
    return kept and (count > 10_000 or (max(idle[2], memory) <= MEMORY_MIB and start < START_S))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--counts", default="10000,20000")
    parser.add_argument("--appends", type=int, default=70)
    parser.add_argument("--idle", type=float, default=25, metavar="SECONDS")
    options = parser.parse_args()
    target, workspace = Ottla("ottla"), Workspace()
    target.build(Broker(target, workspace, "build"))
    print("| partitions | files, most | areas, most | files, idle | areas, idle | resident, idle | stop | start | resident, new |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    kept = True
    for count in map(int, options.counts.split(",")):
        kept &= measure(Broker(target, workspace, str(count)), count, options.appends, options.idle)
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
