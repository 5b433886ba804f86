"""Stock client tools and the probes in java/, one process at a time, the same JVM for every target."""
import json
import os
import re
import tempfile
import time

from sidebyside.tools import HERE, LIBS, PERFORMANCE_OPTIONS, PROBES

SENT = re.compile(
    r"(\d+) (?:steady state )?records sent, ([\d.]+) records/sec \(([\d.]+) MB/sec\), ([\d.]+) ms avg latency, "
    r"([\d.]+) ms max latency, (\d+) ms 50th, (\d+) ms 95th, (\d+) ms 99th, (\d+) ms 99.9th")


class Clients:
    """Runs clients; cpu is the processor time of all that have ended."""

    def __init__(self, workspace, java_home=None, cpus=None):
        self.workspace, self.cpus, self.cpu = workspace, cpus, 0.0
        self.java = f"{java_home}/bin/java" if java_home else "java"

    def run(self, main_class, arguments, timeout_seconds=180):
        """What the program prints and the processor seconds it took; raises where it fails."""
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            before = self.cpu
            self.run_to_end(main_class, arguments, timeout_seconds, out, err)
            out.seek(0)
            return out.read().decode(errors="replace"), self.cpu - before

    def run_to_end(self, main_class, arguments, timeout_seconds, out, err):
        command = [
            self.java, "-Xms512M", "-Xmx512M", *PERFORMANCE_OPTIONS,
            f"-Dlog4j2.configurationFile={HERE}/log4j2-client.xml", "-cp", f"{PROBES}:{LIBS}/*", main_class, *arguments]
        process = self.workspace.start(command, self.cpus, stdout=out, stderr=err, cwd=self.workspace.directory)
        end = time.perf_counter() + timeout_seconds
        ended = 0
        while not ended:
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
            if not ended and time.perf_counter() > end:
                self.workspace.end(process)
                raise RuntimeError(f"{main_class} ran past {timeout_seconds} s")
            time.sleep(0 if ended else 0.005)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.workspace.live.discard(process)
        self.cpu += usage.ru_utime + usage.ru_stime
        if process.returncode:
            err.seek(0), out.seek(0)
            said = (err.read() or out.read()).decode(errors="replace")
            raise RuntimeError(f"{main_class} ended with {process.returncode}: {said[-400:]}")

    def produce(self, address, topic, count, size, properties, payload=None, warm_up=0):
        """ProducerPerformance: MB/s over all and without the first records, latencies in ms."""
        arguments = ["--bootstrap-server", address, "--topic", topic, "--num-records", count, "--throughput", -1]
        arguments += ["--payload-file", payload] if payload else ["--record-size", size]
        arguments += ["--warmup-records", warm_up] if warm_up else []
        arguments += ["--command-property", *[f"{key}={value}" for key, value in properties.items()]]
        printed, cpu = self.run("org.apache.kafka.tools.ProducerPerformance", arguments)
        rows = SENT.findall(printed)
        if not rows or int(rows[0][0]) != count:
            raise RuntimeError("producer sent not all records: " + printed[-400:])
        steady = rows[-1] if warm_up else rows[0]
        return {
            "requests_s": float(rows[0][1]), "mb_s": float(rows[0][2]), "p99_ms": int(rows[0][7]),
            "steady_requests_s": float(steady[1]), "steady_mb_s": float(steady[2]), "client_cpu": cpu}

    def consume(self, address, topic, count, group):
        """ConsumerPerformance: MB received, MB/s of the fetches, ms until partitions were assigned."""
        printed, cpu = self.run("org.apache.kafka.tools.ConsumerPerformance", [
            "--bootstrap-server", address, "--topic", topic, "--num-records", count, "--group", group,
            "--timeout", 20_000, "--hide-header"])
        row = [cell.strip() for cell in printed.strip().splitlines()[-1].split(",")]
        if int(row[4]) < count:
            raise RuntimeError(f"consumed {row[4]} of {count}: {printed[-300:]}")
        return {"mb": float(row[2]), "fetch_mb_s": float(row[8]), "rebalance_ms": int(row[6]), "client_cpu": cpu}

    def probe(self, name, *arguments, timeout_seconds=180):
        """A program of java/; its last line is JSON."""
        printed, cpu = self.run(name, arguments, timeout_seconds)
        return {**json.loads(printed.strip().splitlines()[-1]), "client_cpu": cpu}
