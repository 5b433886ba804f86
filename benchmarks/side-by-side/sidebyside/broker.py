"""One running broker of a target."""
import os
import re
import struct
import subprocess
import time

from sidebyside import machine
from sidebyside.processes import free_port, signal_group
from sidebyside.protocol import Connection

TOPIC_EXISTS = 36


class Broker:
    """A process on a directory of its own. It can be stopped and started again on the same data."""

    def __init__(self, target, workspace, label, settings=None, cpus=None):
        self.target, self.workspace, self.cpus = target, workspace, cpus
        self.settings = settings or {}
        self.directory = workspace.directory / label
        self.data = self.directory / "data"
        self.data.mkdir(parents=True)
        self.port, self.port2 = free_port(), free_port()
        self.address = f"127.0.0.1:{self.port}"
        self.process, self.starts = None, 0
        target.prepare(self)

    @property
    def pid(self):
        return self.process.pid if self.process else None

    def start(self):
        """Returns the moment at which the process was started."""
        environment = dict(os.environ)
        if self.target.java_home:
            environment["JAVA_HOME"] = self.target.java_home
            environment["PATH"] = self.target.java_home + "/bin:" + environment["PATH"]
        self.starts += 1
        self.output = self.directory / f"server-{self.starts}.out"
        with open(self.output, "wb") as output:
            self.process = self.workspace.start(
                self.target.command(self), self.cpus, stdout=output, stderr=subprocess.STDOUT, env=environment)
        return time.perf_counter()

    def stop(self):
        """Seconds from SIGTERM to the end of its last process; None where it does not run."""
        if self.process is None:
            return None
        begin = time.perf_counter()
        self.workspace.end(self.process, 60)
        self.process = None
        return time.perf_counter() - begin

    def kill(self):
        """As a crash: nothing is said goodbye to."""
        signal_group(self.process, 9, 5)
        self.workspace.live.discard(self.process)
        self.process = None

    def check_alive(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"server ended with {self.process.returncode}: {self.tail()}")

    def tail(self):
        return self.output.read_text(errors="replace")[-600:]

    def create(self, topic, partitions, configs=()):
        with Connection(self.port, 60) as connection:
            error = connection.create_topic(topic, partitions, configs)
            if error not in (0, TOPIC_EXISTS):
                raise RuntimeError(f"CreateTopics {topic}: error code {error}")

    def wait_ready(self, begin, topic, create=True, limit_seconds=60):
        """Asks until ApiVersions is answered, then until a Produce with acks=all is; seconds from begin."""
        answered, created = None, not create
        while time.perf_counter() - begin < limit_seconds:
            self.check_alive()
            try:
                with Connection(self.port, 5) as connection:
                    if connection.api_versions() != 0:
                        raise RuntimeError("ApiVersions answers with an error")
                    answered = answered or time.perf_counter()
                    while time.perf_counter() - begin < limit_seconds:
                        created = created or connection.create_topic(topic, 1) in (0, TOPIC_EXISTS)
                        if created and connection.produce(topic, 0, b"x" * 100) == 0:
                            return answered - begin, time.perf_counter() - begin
                        time.sleep(0.003)
            except (OSError, struct.error):
                time.sleep(0.003)
        raise RuntimeError(f"server not ready in {limit_seconds} s: {self.tail()}")

    def log_files(self, topic):
        return list(self.data.glob(f"{topic}-*/*.log"))

    def thread_names(self):
        """Thread id to full Java name (the kernel's has 15 characters); empty where it cannot be had."""
        names = {}
        for pid in machine.tree(self.pid):
            try:
                if "java" not in os.path.basename(os.readlink(f"/proc/{pid}/exe")):
                    continue
                dump = subprocess.run(
                    [self.target.java("jcmd"), str(pid), "Thread.print"], capture_output=True, text=True, timeout=20)
            except (OSError, subprocess.TimeoutExpired):
                continue
            for match in re.finditer(r'^"([^"]+)".*?\bnid=(0x[0-9a-f]+|\d+)', dump.stdout, re.M):
                names[int(match.group(2), 0)] = match.group(1)
        return names
