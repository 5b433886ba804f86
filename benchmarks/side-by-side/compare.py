#!/usr/bin/env python3
"""Side-by-side benchmark of Kafka-protocol brokers with stock Kafka clients.

  ./compare.py                                   kafka and ottla, 3 rounds, the core workloads
  ./compare.py --save ../../docs/figures/core    and its page, figures and chart as .md, .json and .svg
  ./compare.py --suite rest --rounds 1           everything else
  ./compare.py --suite latency --rounds 7        latency alone
  ./compare.py --targets kafka,kafka2 --quick    smoke run: kafka against itself
  ./compare.py --target new='CMD {port} {dir}'   another command beside kafka

Each round gives every target a fresh server on a fresh directory, and runs the workloads on it;
targets alternate A,B,A,B. Only one server runs at a time. See README.md.
"""
import argparse
import json
import os
import platform
import re
import subprocess
import sys
import time
from pathlib import Path

from sidebyside import chart, limit, load, table
from sidebyside.broker import Broker
from sidebyside.clients import Clients
from sidebyside.machine import GIB, prefault
from sidebyside.processes import Workspace, log
from sidebyside.session import run_scenario
from sidebyside.summary import summarise
from sidebyside.targets import OTTLA_HOME, Command, Kafka, Ottla
from sidebyside.tools import KAFKA_VERSION, bring_tools
from sidebyside.workloads import DEFAULT_SIZES, NAMES, QUICK_SIZES, SUITES, closure, scenarios_of

QUICK_MATRIX = list(dict.fromkeys([*load.CONSUMED, load.FROM_DISK]))


def options_of(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--targets", help="comma list, in order; names starting with kafka are the peer (default: kafka,ottla, plus any --target)")
    parser.add_argument("--target", action="append", default=[], metavar="NAME=COMMAND", help="another target; {port} and {dir} are filled in")
    parser.add_argument("--java", action="append", default=[], metavar="NAME=JAVA_HOME", help="JDK of a target's server (name 'clients': of the clients)")
    parser.add_argument("--project", default=OTTLA_HOME, help="another checkout of Ottla (default: this one)")
    parser.add_argument("--suite", choices=SUITES, default="core", help="which workloads (default: core)")
    parser.add_argument("--only", help="these workloads instead, a comma list of: " + ",".join(NAMES))
    parser.add_argument("--rounds", type=int, help="default 3, or 1 with --quick")
    parser.add_argument("--minutes", type=float, metavar="M", help="begin no round that would end later")
    parser.add_argument("--quick", action="store_true", help="small sizes, one round: shows that things work, not who is faster")
    parser.add_argument("--full", action="store_true", help=f"the whole produce matrix ({len(load.FULL)} settings), as --suite rest has it")
    parser.add_argument("--no-limit", action="store_true", help="without the machine's limit")
    parser.add_argument("--quiet-wait", type=float, default=10, metavar="S", help="before a workload, wait up to S seconds for others to be idle")
    parser.add_argument("--pin", action="store_true", help="server on CPU 0, clients on CPU 1")
    parser.add_argument("--save", metavar="PATH", help="write PATH.md, PATH.json and PATH.svg, after each round")
    parser.add_argument("--no-prefault", action="store_true", help="do not touch memory beforehand")
    parser.add_argument("--verbose", action="store_true", help="log every workload as it ends")
    parser.add_argument("--keep", action="store_true", help="keep the temporary directory")
    options = parser.parse_args(arguments)
    chosen = set(options.only.split(",")) if options.only else set(SUITES[options.suite])
    if chosen - set(NAMES):
        parser.error("unknown workload: " + ", ".join(chosen - set(NAMES)))
    options.scenarios, options.only = scenarios_of(chosen), closure(chosen)
    options.rounds = options.rounds or (1 if options.quick else 3)
    options.sizes = QUICK_SIZES if options.quick else DEFAULT_SIZES
    whole = options.full or (options.suite == "rest" and not options.quick)
    options.matrix = QUICK_MATRIX if options.quick or "produce" not in chosen else load.FULL if whole else load.CORE
    options.server_cpus, options.client_cpus = ({0}, {1}) if options.pin else (None, None)
    options.javas = dict(word.split("=", 1) for word in options.java)
    options.commands = dict(word.split("=", 1) for word in options.target)
    options.names = options.targets.split(",") if options.targets else ["kafka", *(list(options.commands) or ["ottla"])]
    for name in options.names:
        if name not in options.commands and not name.startswith(("kafka", "ottla")):
            parser.error(f"unknown target {name}: give --target {name}=COMMAND")
    return options


def target(name, options):
    java_home = options.javas.get(name)
    if name in options.commands:
        return Command(name, options.commands[name], java_home)
    return Kafka(name, java_home) if name.startswith("kafka") else Ottla(name, java_home, options.project)


def first_line(command):
    done = subprocess.run(command, capture_output=True, text=True)
    return (done.stdout or done.stderr).strip().splitlines()[0] if done.returncode == 0 else "unknown"


def describe(options, targets):
    """What a reader must know about the run."""
    java = re.search(r'"(.*?)"', first_line(["java", "-version"]))
    return {
        "title": "Apache Kafka and Ottla side by side", "command": "compare.py " + " ".join(sys.argv[1:]),
        "date": time.strftime("%Y-%m-%d"), "kafka": KAFKA_VERSION, "cpus": os.cpu_count(), "kernel": platform.release().split("-")[0],
        "revision": first_line(["git", "-C", str(options.project), "rev-parse", "--short", "HEAD"]),
        "java": java[1] if java else "unknown", "memory_gib": round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / GIB),
        "quick": options.quick, "pin": options.pin, "targets": {each.name: each.description for each in targets}}


def run_round(number, targets, options, clients):
    sessions = []
    for each in targets:
        begin = time.time()
        for scenario in options.scenarios:
            if not options.no_prefault:
                prefault(clients.workspace.directory, 2)
            sessions.append(run_scenario(each, number, options, clients, scenario))
        log(f"round {number} {each.name}: {time.time() - begin:.0f} s")
    if not options.no_limit:
        begin = time.time()
        sessions += limit.measure(number, options, clients)
        log(f"round {number} limit: {time.time() - begin:.0f} s")
    return sessions


def document_of(sessions, options, meta, begin):
    rounds = max((s["round"] for s in sessions), default=0)
    meta = {**meta, "rounds": rounds, "wall_s": round(time.time() - begin)}
    return {"names": options.names, "meta": meta, "summary": summarise(sessions, options.names), "sessions": sessions}


def as_json(document):
    """One line for each metric and each session: short, and a difference can be read."""
    lines = lambda items: ",\n".join(items)
    metrics = lines(f"  {json.dumps(key)}: {json.dumps(row)}" for key, row in document["summary"].items())
    # Without the histograms, a hundred kilobytes for each: their percentiles are in the summary.
    sessions = lines(
        "  " + json.dumps({key: value for key, value in session.items() if key != "histograms"})
        for session in document["sessions"])
    head = f'"names": {json.dumps(document["names"])},\n"meta": {json.dumps(document["meta"])}'
    return f'{{{head},\n"summary": {{\n{metrics}\n}},\n"sessions": [\n{sessions}\n]}}\n'


def save(path, document):
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    for suffix, text in ((".md", table.page(document)), (".json", as_json(document)), (".svg", chart.svg(document))):
        if text:
            Path(path + suffix).write_text(text)


def build(targets, clients):
    for each in targets:
        if isinstance(each, Ottla):
            each.build(Broker(each, clients.workspace, f"{each.name}-build"))


def main():
    options = options_of(sys.argv[1:])
    bring_tools()
    workspace = Workspace(options.keep)
    clients = Clients(workspace, options.javas.get("clients"), options.client_cpus)
    targets = [target(name, options) for name in options.names]
    build(targets, clients)
    meta, begin, longest, sessions = describe(options, targets), time.time(), 0.0, []
    for number in range(1, options.rounds + 1):
        start = time.time()
        if options.minutes and start + longest - begin > options.minutes * 60:
            log(f"round {number} would end after {options.minutes:g} minutes: not begun")
            break
        sessions += run_round(number, targets, options, clients)
        longest = max(longest, time.time() - start)
        document = document_of(sessions, options, meta, begin)
        if options.save:
            save(options.save, document)
    print(table.page(document))
    return 1 if any(s["errors"] for s in sessions) else 0


if __name__ == "__main__":
    sys.exit(main())
