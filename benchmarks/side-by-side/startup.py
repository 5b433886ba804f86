#!/usr/bin/env python3
"""How fast a broker starts and how little it needs, beside the limits it must keep.

  ./startup.py                                 five rounds of bin/ottla
  ./startup.py --rounds 20
  ./startup.py --command 'CMD {port} {dir}'    another broker

Each round gives the broker an empty directory and measures
  start    from the start of the process to the answer of the first Produce (acks=all)
  idle     resident memory after --idle seconds without a request
  create   CreateTopics of 1,000 partitions, to its answer
  leaders  the same, to a leader for each of them
  stop     from SIGTERM to the end of the process
No client library takes part.
"""
import argparse
import statistics
import sys
import time

from sidebyside.broker import Broker
from sidebyside.machine import memory_mib
from sidebyside.processes import Workspace
from sidebyside.protocol import Connection
from sidebyside.targets import Command, Ottla

LIMITS = {"start": 1.0, "idle": 96.0, "create": 2.0, "leaders": 2.0}
UNITS = {"start": "s", "idle": "MiB", "create": "s", "leaders": "s", "stop": "s"}
PARTITIONS = 1_000


def measure(broker, idle_seconds):
    """The figures of one round."""
    figures = {"start": broker.wait_ready(broker.start(), "first")[1]}
    time.sleep(idle_seconds)
    figures["idle"] = memory_mib(broker.pid)[0]
    with Connection(broker.port, 30) as connection:
        begin = time.perf_counter()
        error = connection.create_topic("thousand", PARTITIONS)
        figures["create"] = time.perf_counter() - begin
        if error:
            raise RuntimeError(f"CreateTopics of {PARTITIONS} partitions: error {error}")
        while connection.led_partitions("thousand") < PARTITIONS:
            if time.perf_counter() - begin > 30:
                raise RuntimeError(f"not all of the {PARTITIONS} partitions have a leader")
            time.sleep(0.002)
        figures["leaders"] = time.perf_counter() - begin
    figures["stop"] = broker.stop()
    return figures


def report(rounds):
    """Prints the table; whether every limit is kept."""
    print("| figure | median | worst | limit |\n| --- | --- | --- | --- |")
    kept = True
    for name, unit in UNITS.items():
        values, limit = [figures[name] for figures in rounds], LIMITS.get(name)
        kept &= limit is None or statistics.median(values) < limit
        shown = "" if limit is None else f"{limit:g} {unit}"
        print(f"| {name} | {statistics.median(values):.3f} {unit} | {max(values):.3f} {unit} | {shown} |")
    return kept


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--idle", type=float, default=10, metavar="SECONDS")
    parser.add_argument("--command", help="with {port} and {dir}")
    options = parser.parse_args()
    target = Command("broker", options.command) if options.command else Ottla("ottla")
    workspace = Workspace()
    if not options.command:
        target.build(Broker(target, workspace, "build"))
    rounds = []
    for number in range(1, options.rounds + 1):
        # Directories are removed at the end of all rounds: files on their way out slow the making of new ones.
        rounds.append(measure(Broker(target, workspace, f"round-{number}"), options.idle))
        figures = ", ".join(f"{name} {value:.3f} {UNITS[name]}" for name, value in rounds[-1].items())
        print(f"round {number}: {figures}", file=sys.stderr)
    sys.exit(0 if report(rounds) else 1)


if __name__ == "__main__":
    main()
