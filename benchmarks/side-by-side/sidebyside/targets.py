"""Which programs are compared, and how each is started."""
import os
import shlex
import shutil
import subprocess
import time
from pathlib import Path

from sidebyside.tools import HERE, KAFKA_VERSION, LIBS, PERFORMANCE_OPTIONS

OTTLA_HOME = HERE.parent.parent

KAFKA_PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=127.0.0.1:{port2}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{port2}
advertised.listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{port2}
inter.broker.listener.name=PLAINTEXT
controller.listener.names=CONTROLLER
num.network.threads=3
num.io.threads=8
socket.send.buffer.bytes=102400
socket.receive.buffer.bytes=102400
socket.request.max.bytes=104857600
log.dirs={data}
num.partitions=1
num.recovery.threads.per.data.dir=1
offsets.topic.replication.factor=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
log.retention.hours=168
log.segment.bytes=1073741824
log.retention.check.interval.ms=300000
"""


class Target:
    """A program to measure. `broker` has port, port2, data (its directory) and settings."""

    fsync_settings = {}  # broker settings with which every record is on disk before its answer

    def __init__(self, name, java_home=None):
        self.name, self.java_home = name, java_home

    def java(self, program="java"):
        if self.java_home:
            return f"{self.java_home}/bin/{program}"
        return str(Path(shutil.which("java")).resolve().parent / program)

    def prepare(self, broker):
        """What is done before a first start and is no part of it."""

    def jars(self):
        """The files that must be installed to run it."""
        return []


class Kafka(Target):
    """Apache Kafka in KRaft combined mode, with the settings of its shipped config/server.properties."""

    description = f"Apache Kafka {KAFKA_VERSION}, KRaft combined, -Xms1G -Xmx1G G1"
    fsync_settings = {"log.flush.interval.messages": "1"}

    def prepare(self, broker):
        properties = broker.directory / "server.properties"
        lines = KAFKA_PROPERTIES.format(port=broker.port, port2=broker.port2, data=broker.data)
        lines += "".join(f"{key}={value}\n" for key, value in broker.settings.items())
        properties.write_text(lines)
        subprocess.run(
            [self.java(), "-Xmx256M", f"-Dlog4j2.configurationFile={HERE}/log4j2-client.xml", "-cp", f"{LIBS}/*",
             "kafka.tools.StorageTool", "format", "--standalone", "-t", "MkU3OEVBNTcwNTJENDM2Qk", "-c", properties],
            check=True, stdout=subprocess.DEVNULL)

    def command(self, broker):
        log = f"{broker.directory}/kafkaServer-gc.log"
        return [
            self.java(), "-Xmx1G", "-Xms1G", *PERFORMANCE_OPTIONS,
            f"-Xlog:gc*:file={log}:time,tags:filecount=10,filesize=100M",
            "-Dcom.sun.management.jmxremote", "-Dcom.sun.management.jmxremote.authenticate=false",
            "-Dcom.sun.management.jmxremote.ssl=false", f"-Dkafka.logs.dir={broker.directory}",
            f"-Dlog4j2.configurationFile={HERE}/log4j2-server.xml",
            *shlex.split(os.environ.get("BENCH_KAFKA_OPTS", "")),
            "-cp", f"{LIBS}/*", "kafka.Kafka", f"{broker.directory}/server.properties"]

    def jars(self):
        return list(LIBS.glob("*.jar"))


class Command(Target):
    """Any command; {port}, {port2} and {dir} are filled in. It takes no settings."""

    def __init__(self, name, template, java_home=None):
        super().__init__(name, java_home)
        self.description = self.template = template

    def command(self, broker):
        places = {"{port}": str(broker.port), "{port2}": str(broker.port2), "{dir}": str(broker.data)}
        words = shlex.split(self.template)
        for place, value in places.items():
            words = [word.replace(place, value) for word in words]
        return words


class Ottla(Target):
    """bin/ottla of a checkout, with its own defaults."""

    description = "bin/ottla server"
    fsync_settings = {"ottla.durability": "fsync"}

    def __init__(self, name, java_home=None, home=OTTLA_HOME):
        super().__init__(name, java_home)
        self.home = Path(home)

    def command(self, broker):
        settings = {
            "listeners": f"PLAINTEXT://127.0.0.1:{broker.port}", "log.dirs": broker.data, "ottla.http.listener": "",
            **broker.settings}
        words = [self.home / "bin" / "ottla", "server"]
        for key, value in settings.items():
            words += ["--override", f"{key}={value}"]
        return words

    def jars(self):
        return [*self.dist().glob("lib/*.jar"), *self.dist().parent.glob("server-*.jar")]

    def dist(self):
        return self.home / "server" / "target" / "dist"

    def build(self, broker):
        """The first start of a build compiles it and makes its archive of loaded classes in the
        background: not part of a start. `broker` is one that is not measured."""
        broker.wait_ready(broker.start(), "archive", limit_seconds=900)
        end = time.perf_counter() + 120
        while time.perf_counter() < end and not self.archive_made():
            time.sleep(0.1)
        broker.stop()  # only now: it would end the training too, which is in its process group

    def archive_made(self):
        made = [*self.dist().glob("*.jsa"), *self.dist().glob("*.failed")]
        return bool(made) and not list(self.dist().glob("*.lock"))
