#!/usr/bin/env python3
"""How a broker's cost grows with partitions, topics, connections and groups.

  ./scale.py                                   bin/ottla with 10, 100, 1,000 and 10,000 of each
  ./scale.py --counts 10,100,1000 --kinds groups
  ./scale.py --targets kafka,ottla --save ../../docs/figures/scale

For each kind a fresh broker is given more and more of it. At each count: the broker's CPU, memory and
files for all so far, beyond the first ten; its CPU while nothing is asked; its CPU for one small request
to one of them, the first and later ones apart. CPU is without the JVM's compilers. The exponent b of
cost = a·n^b is fitted to the two largest counts: 1 is linear, above 1.15 is marked; for what a request
costs, 0 is ideal.
"""
import argparse
import json
import math
import random
import sys
import time
from pathlib import Path

from compare import describe, target
from sidebyside.broker import Broker
from sidebyside.machine import Meter, mapped_areas, memory_mib, open_files
from sidebyside.processes import Workspace, log
from sidebyside.protocol import Connection
from sidebyside.table import number, row_of
from sidebyside.targets import OTTLA_HOME, Ottla
from sidebyside.tools import bring_tools

REQUESTS = 2_000
SAMPLE = 500
IDLE_S = 10  # two checkpoints
SETTLE_S = 10  # what making many leaves to be written is written
BATCH = 100
LINEAR, CONSTANT = 1.15, 0.25
SETTINGS = {"group.initial.rebalance.delay.ms": "0"}


def must(error, what):
    if error:
        raise RuntimeError(f"{what}: error code {error}")


class Partitions:
    """Topics of up to a thousand partitions; the request is a Produce of one record."""

    def __init__(self, broker):
        self.connection, self.of = Connection(broker.port, 120), []

    def add(self, count):
        while count:
            name, size = f"p{len(self.of)}", min(1_000, count)
            must(self.connection.create_topic(name, size), name)
            self.of += [(name, partition) for partition in range(size)]
            count -= size

    def request(self, number):
        must(self.connection.produce(*self.of[number], b"x" * 100), "Produce")


class Topics:
    """Topics of one partition; the request is Metadata of one."""

    def __init__(self, broker):
        self.connection, self.count = Connection(broker.port, 120), 0

    def add(self, count):
        while count:
            names = [f"t{self.count + i}" for i in range(min(BATCH, count))]
            must(any(self.connection.create_topics(names, 1)), names[0])
            self.count, count = self.count + len(names), count - len(names)

    def request(self, number):
        must(self.connection.led_partitions(f"t{number}") != 1, "Metadata")


class Connections:
    """Connections that stay open; the request is ApiVersions."""

    def __init__(self, broker):
        self.port, self.open = broker.port, []

    def add(self, count):
        for _ in range(count):
            self.open.append(Connection(self.port, 60))
            must(self.open[-1].api_versions(), "ApiVersions")

    def request(self, number):
        must(self.open[number].api_versions(), "ApiVersions")


class Groups:
    """Classic groups of one member; the request is a Heartbeat."""

    def __init__(self, broker):
        self.connection, self.members = Connection(broker.port, 120), []
        while self.connection.find_coordinator("g0"):
            time.sleep(0.05)

    def add(self, count):
        for _ in range(count):
            group = f"g{len(self.members)}"
            error, member = self.connection.join(group)
            must(error or self.connection.sync(group, member), group)
            self.members.append((group, member))

    def request(self, number):
        must(self.connection.heartbeat(*self.members[number]), "Heartbeat")


KINDS = {"partitions": Partitions, "topics": Topics, "connections": Connections, "groups": Groups}


def work(broker, clients, action):
    meter = Meter(broker, clients)
    action()
    return meter.stop()


def ask(fleet, numbers):
    for number in numbers:
        fleet.request(number)


def measure(kind, broker, counts):
    """A row of figures for each count."""
    broker.wait_ready(broker.start(), "ready")
    fleet, none, rows = KINDS[kind](broker), argparse.Namespace(cpu=0.0), []
    fleet.add(10)  # loads classes; not counted
    ask(fleet, [number % 10 for number in range(REQUESTS)])
    base, files, areas = memory_mib(broker.pid)[0], open_files(broker.pid), mapped_areas(broker.pid)
    before, made = 0, 0.0
    for count in counts:
        made += work(broker, none, lambda: fleet.add(count - before)).work
        time.sleep(SETTLE_S)
        idle = work(broker, none, lambda: time.sleep(IDLE_S))
        sample = random.Random(count).sample(range(10 + before, 10 + count), min(count - before, SAMPLE))
        first = work(broker, none, lambda: ask(fleet, sample))
        later = work(broker, none, lambda: ask(fleet, [random.choice(sample) for _ in range(REQUESTS)]))
        held = {"files": open_files(broker.pid) - files, "areas": mapped_areas(broker.pid) - areas}
        rows.append({
            "n": count, **held, "made_cpu_s": made, "memory_mib": memory_mib(broker.pid)[0] - base,
            "idle_ms_per_s": idle.work * 1000 / idle.wall, "first_us": first.work / len(sample) * 1e6,
            "request_us": later.work / REQUESTS * 1e6, "foreign": max(first.foreign, later.foreign)})
        before = count
        log(f"   {kind} {count}: made in {made:.2f} s of CPU")
    return rows


def exponent(rows, figure):
    """b of cost = a·n^b through the two largest counts; None where there is no cost to speak of."""
    if len(rows) < 2 or min(row[figure] for row in rows[-2:]) <= 0:
        return None
    (n1, c1), (n2, c2) = ((row["n"], row[figure]) for row in rows[-2:])
    return math.log(c2 / c1) / math.log(n2 / n1)


FIGURES = {
    "made_cpu_s": ("CPU to make them, s", LINEAR), "memory_mib": ("resident memory, MiB", LINEAR),
    "files": ("open files", LINEAR), "areas": ("mapped areas", LINEAR),
    "idle_ms_per_s": ("CPU when idle, ms/s", LINEAR), "first_us": ("CPU of the first request to one, µs", CONSTANT),
    "request_us": ("CPU of a later request, µs", CONSTANT)}


def page(results, meta):
    foreign = max(row["foreign"] for kinds in results.values() for rows in kinds.values() for row in rows)
    lines = [
        f"# Growth\n\nWritten by `{meta['command']}` on {meta['date']}: Ottla {meta['revision']}, JDK {meta['java']}, {meta['cpus']} "
        f"processors, Linux {meta['kernel']}. CPU is without the JVM's compilers. b: exponent of cost = a·n^b at the two largest "
        f"counts; `!` where it is above {LINEAR} (of a request: {CONSTANT}). Others used up to {foreign:.1f} processors meanwhile."]
    for name, kinds in results.items():
        for kind, rows in kinds.items():
            counts = [f"{row['n']:,}" for row in rows]
            lines += [f"\n## {name}: {kind}\n", row_of([kind, *counts, "b"]), "| --- |" + " ---: |" * (len(rows) + 1)]
            for figure, (title, bound) in FIGURES.items():
                b = exponent(rows, figure)
                fit = "–" if b is None else f"{b:.2f}{' !' if b > bound else ''}"
                lines.append(row_of([title, *[number(row[figure]) for row in rows], fit]))
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--targets", default="ottla")
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--counts", default="10,100,1000,10000")
    parser.add_argument("--project", default=OTTLA_HOME, help="another checkout of Ottla (default: this one)")
    parser.add_argument("--save", metavar="PATH", help="write PATH.md and PATH.json")
    options = parser.parse_args()
    options = argparse.Namespace(**vars(options), javas={}, commands={}, quick=False, pin=False)
    bring_tools()
    workspace, results = Workspace(), {}
    targets = [target(name, options) for name in options.targets.split(",")]
    for each in targets:
        if isinstance(each, Ottla):
            each.build(Broker(each, workspace, f"{each.name}-build"))
        for kind in options.kinds.split(","):
            broker = Broker(each, workspace, f"{each.name}-{kind}", SETTINGS)
            rows = measure(kind, broker, [int(count) for count in options.counts.split(",")])
            results.setdefault(each.name, {})[kind] = rows
            broker.stop()
            workspace.empty(broker.directory)
    meta = {**describe(options, targets), "command": "scale.py " + " ".join(sys.argv[1:])}
    text = page(results, meta)
    print(text)
    if options.save:
        Path(options.save + ".md").write_text(text)
        Path(options.save + ".json").write_text(json.dumps({"meta": meta, "results": results}, indent=1) + "\n")


if __name__ == "__main__":
    main()
