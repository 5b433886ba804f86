"""One broker through its workloads, and how a measurement is taken."""
import os
import re
import time

from sidebyside.broker import Broker
from sidebyside.machine import Meter, cpu_seconds, memory_mib, prefault
from sidebyside.processes import log

QUIET = 0.1  # processors used by others below which a measurement may begin


class Session:
    """A fresh broker and what is measured on it.

    metrics: name to value; foreign: the processors that others used while it was taken; histograms:
    name to {microseconds: count}; threads: seconds by kind of thread for each workload; errors.
    """

    def __init__(self, target, number, options, clients, scenario):
        self.target, self.number, self.options, self.clients = target, number, options, clients
        self.sizes = options.sizes
        label = f"{target.name}-{scenario.name}-{number}"
        self.broker = Broker(target, clients.workspace, label, scenario.settings(target), options.server_cpus)
        self.metrics, self.foreign, self.histograms, self.errors = {}, {}, {}, []
        self.threads, self.names, self.meter = {}, {}, None

    def put(self, metric, value):
        self.metrics[metric] = value
        if self.meter:
            self.foreign[metric] = round(self.meter.foreign, 3)

    def put_histogram(self, metric, counts):
        self.histograms[metric] = {int(micros): count for micros, count in counts.items()}
        if self.meter:
            self.foreign[metric] = round(self.meter.foreign, 3)

    def put_memory(self, prefix):
        """Memory is not disturbed by others."""
        self.meter = None
        resident, anonymous = memory_mib(self.broker.pid)
        self.put(prefix + "_rss_mib", resident)
        self.put(prefix + "_anon_mib", anonymous)

    def put_cpu(self, prefix, meter, per, unit):
        """Server time: all, without the JVM's compilers, in the kernel; each for one `unit`."""
        self.put(f"{prefix}/server_cpu_{unit}", meter.cpu / per)
        self.put(f"{prefix}/server_cpu_no_jit_{unit}", meter.work / per)
        self.put(f"{prefix}/server_sys_{unit}", meter.sys / per)

    def await_quiet(self):
        """Waits, within reason, until other processes leave the processors alone."""
        end = time.perf_counter() + self.options.quiet_wait
        while True:
            meter = Meter(self.broker, self.clients)
            time.sleep(0.25)
            if meter.stop().foreign < QUIET or time.perf_counter() > end:
                return

    def measured(self, key, action, memory_gib=0.0):
        """The action's result and the meter that ran meanwhile; memory_gib of page cache will be filled."""
        self.meter = None
        begin = time.perf_counter()
        os.sync()
        self.await_quiet()
        if memory_gib and not self.options.no_prefault:
            prefault(self.clients.workspace.directory, memory_gib)
        waited = time.perf_counter() - begin
        if self.broker.process:
            self.broker.check_alive()
        meter = Meter(self.broker, self.clients)
        result = action()
        self.meter = meter.stop()
        if self.broker.process:
            self.broker.check_alive()
        self.threads[key] = meter.threads
        if self.options.verbose:
            log(f"   {key}: {meter.wall:.1f} s after {waited:.1f} s of waiting;"
                f" server {meter.cpu:.2f} s, other processes {meter.foreign:.2f} cores")
        return result, meter

    def attempt(self, key, action):
        try:
            action()
        except Exception as e:  # one workload failing must not hide the others
            self.errors.append(f"{key}: {type(e).__name__}: {str(e)[:500]}")
            log(f"   FAILED {key}: {e}")

    def started(self, prefix, create):
        """Starts the broker and measures until it serves."""
        self.broker.process = None
        ready = lambda: self.broker.wait_ready(self.broker.start(), "startup", create)
        (answered, acknowledged), _ = self.measured(prefix, ready)
        self.put(f"{prefix}/api_versions_s", answered)
        self.put(f"{prefix}/first_produce_acked_s", acknowledged)
        self.put(f"{prefix}/server_cpu_s", sum(cpu_seconds(self.broker.pid)))

    def learn_thread_names(self):
        """Asked of the broker before it ends."""
        self.names.update(self.broker.thread_names())

    def result(self):
        """As it goes into the JSON file."""
        return {
            "target": self.target.name, "round": self.number, "metrics": self.metrics, "foreign_cpu": self.foreign,
            "histograms": self.histograms, "errors": self.errors,
            "threads": {key: self.by_kind(threads) for key, threads in self.threads.items()}}

    def by_kind(self, threads):
        """Seconds by kind of thread: digits at the end of a name dropped."""
        kinds = {}
        for tid, (name, seconds) in threads.items():
            kind = re.sub(r"ListenerName\(.*", "", self.names.get(tid, name))
            kind = re.sub(r"[-#\d\s]+$", "", kind) or kind
            kinds[kind] = round(kinds.get(kind, 0) + seconds, 3)
        return dict(sorted(kinds.items(), key=lambda item: -item[1])[:12])


def run_scenario(target, number, options, clients, scenario):
    """One scenario's workloads on a fresh broker of one target."""
    session = Session(target, number, options, clients, scenario)
    try:
        os.sync()
        for workload in scenario.workloads:
            if workload.name in options.only:
                session.attempt(workload.name, lambda: workload.run(session))
            if session.errors and workload.name == "start":
                break  # nothing else would tell anything
        if session.broker.process:
            session.learn_thread_names()
    finally:
        session.broker.stop()
        clients.workspace.empty(session.broker.directory)
    return session.result()
