"""What the measurements need beside the brokers: Apache Kafka's jars, the probes, data to send."""
import os
import random
import re
import subprocess
import sys
from pathlib import Path

from sidebyside.processes import log

HERE = Path(__file__).resolve().parent.parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ottla-bench"
KAFKA_VERSION = re.search(r"<kafka.version>([^<]+)<", (HERE / "pom.xml").read_text()).group(1)
LIBS = CACHE / f"kafka-{KAFKA_VERSION}" / "libs"
PROBES = CACHE / f"kafka-{KAFKA_VERSION}" / "probes"

# As in Kafka's start scripts, for its server and for all clients.
PERFORMANCE_OPTIONS = (
    "-server -XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:InitiatingHeapOccupancyPercent=35 "
    "-XX:+ExplicitGCInvokesConcurrent -XX:MaxInlineLevel=15 -Djava.awt.headless=true").split()


def bring_tools():
    """Fetches the jars with Maven and compiles the probes, where that has not been done."""
    if not list(LIBS.glob(f"kafka-tools-{KAFKA_VERSION}.jar")):
        log(f"fetching Apache Kafka {KAFKA_VERSION} with Maven into the cache")
        subprocess.run(
            ["mvn", "-q", "-B", "-f", HERE / "pom.xml", "dependency:copy-dependencies", f"-DoutputDirectory={LIBS}"],
            check=True, stdout=sys.stderr)
    sources = sorted((HERE / "java").glob("*.java"))
    classes = [PROBES / f"{source.stem}.class" for source in sources]
    if any(not c.exists() or c.stat().st_mtime < s.stat().st_mtime for s, c in zip(sources, classes)):
        subprocess.run(["javac", "--release", "17", "-d", PROBES, "-cp", f"{LIBS}/*", *sources], check=True)


def payload_file(size):
    """JSON-like lines of exactly size bytes, the same in every run; compressible as event data is."""
    file = CACHE / f"payload-{size}.txt"
    if not file.exists():
        draw = random.Random(42)
        pages = ["/home", "/search", "/product/detail", "/cart", "/checkout", "/account/orders"]
        agents = ["Mozilla/5.0 (X11; Linux x86_64)", "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0)", "okhttp/4.12.0"]
        lines = []
        for _ in range(2000):
            line = '{"ts":%d' % (1700000000000 + draw.randrange(10**9))
            while len(line) < size - 1:
                line += ',"user":"u%06d","page":"%s","agent":"%s","ms":%d,"trace":"%016x"' % (
                    draw.randrange(10**6), draw.choice(pages), draw.choice(agents), draw.randrange(5000),
                    draw.getrandbits(64))
            lines.append(line[: size - 1] + "}")
        fresh = file.with_suffix(".tmp")
        fresh.write_text("\n".join(lines) + "\n")
        fresh.replace(file)
    return file
