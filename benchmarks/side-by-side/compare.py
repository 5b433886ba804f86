#!/usr/bin/env python3
"""Side-by-side benchmark of Kafka-protocol brokers with stock Kafka client tools.

  ./compare.py                         # kafka and ottla, 3 rounds
  ./compare.py --targets kafka         # the peer alone
  ./compare.py --targets kafka,kafka2 --quick
  ./compare.py --target new='DIR/bin/ottla server --override listeners=PLAINTEXT://127.0.0.1:{port} --override log.dirs={dir}'

Each round gives every target a fresh server process on a fresh data directory, and runs all
workloads on it; targets alternate A,B,A,B. Only one server runs at a time. See README.md.
"""
import argparse, atexit, json, math, mmap, os, random, re, shlex, shutil, signal, socket
import statistics, struct, subprocess, sys, tempfile, time
from pathlib import Path

HERE = Path(__file__).resolve().parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ottla-bench"
KAFKA_VERSION = re.search(r"<kafka.version>([^<]+)<", (HERE / "pom.xml").read_text()).group(1)
LIBS = CACHE / f"kafka-{KAFKA_VERSION}" / "libs"
PROBE = CACHE / f"kafka-{KAFKA_VERSION}" / "probe"
TICK = os.sysconf("SC_CLK_TCK")
GIB = 1 << 30
PERF_OPTS = ("-server -XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:InitiatingHeapOccupancyPercent=35 "
             "-XX:+ExplicitGCInvokesConcurrent -XX:MaxInlineLevel=15 -Djava.awt.headless=true").split()

WORK = None          # temporary directory of this run
LIVE = set()         # processes this run started and has not yet reaped


def log(*a):
    print(time.strftime("%H:%M:%S"), *a, file=sys.stderr, flush=True)


# ---------------------------------------------------------------- processes and /proc

def cleanup():
    for p in list(LIVE):
        kill_tree(p)
    if WORK and not KEEP:
        shutil.rmtree(WORK, ignore_errors=True)


def group_alive(pgid):
    """Whether any process of the group still runs (its leader may have ended before its children)."""
    for d in os.listdir("/proc"):
        if d.isdigit():
            try:
                s = open(f"/proc/{d}/stat").read()
                f = s[s.rindex(")") + 2:].split()
                if int(f[2]) == pgid and f[0] not in "ZX":
                    return True
            except OSError:
                pass
    return False


def end_group(p, sig, wait):
    """Signals the process group of a child started here (each has its own session); True once all of it is gone."""
    try:
        os.killpg(p.pid, sig)
    except ProcessLookupError:
        pass
    end = time.perf_counter() + wait
    while time.perf_counter() < end:
        p.poll()
        if not group_alive(p.pid):
            p.poll()
            return True
        time.sleep(0.005)
    return False


def kill_tree(p):
    end_group(p, signal.SIGTERM, 5) or end_group(p, signal.SIGKILL, 5)
    LIVE.discard(p)


def tree(pid):
    """pid and all its descendants (a start script may not exec)."""
    kids = {}
    for d in os.listdir("/proc"):
        if d.isdigit():
            try:
                s = open(f"/proc/{d}/stat").read()
                kids.setdefault(int(s[s.rindex(")") + 2:].split()[1]), []).append(int(d))
            except OSError:
                pass
    out, todo = [], [pid]
    while todo:
        x = todo.pop()
        out.append(x)
        todo += kids.get(x, [])
    return out


def stat_cpu(path):
    s = open(path).read()
    f = s[s.rindex(")") + 2:].split()
    return (int(f[11]) + int(f[12])) / TICK, int(f[11]) / TICK, int(f[12]) / TICK


def machine_busy():
    """CPU seconds spent by everything on the machine, time stolen by the host included."""
    f = [int(x) for x in open("/proc/stat").readline().split()[1:9]]
    return (sum(f) - f[3] - f[4]) / TICK


class Meter:
    """CPU of the server, of its clients and of everything else, over one stretch of time."""

    def __init__(self, server, clients):
        self.s, self.clients = server, clients
        self.a = self.read()

    def read(self):
        return (time.perf_counter(), machine_busy(), self.s.cpu() if self.s.proc else (0.0,) * 3, self.clients.cpu,
                time.process_time(), self.s.threads() if self.s.proc else {})

    def stop(self):
        a, b = self.a, self.read()
        self.wall = b[0] - a[0]
        self.cpu, self.user, self.sys = (y - x for x, y in zip(a[2], b[2]))
        self.foreign = max(0.0, (b[1] - a[1] - self.cpu - (b[3] - a[3]) - (b[4] - a[4])) / self.wall)
        self.threads = {}
        for tid, (comm, c) in b[5].items():
            x = c - a[5].get(tid, (comm, 0.0))[1]
            if x > 0:
                self.threads[tid] = (comm, x)
        jit = sum(x for comm, x in self.threads.values() if re.match(r"C[12] Compiler", comm))
        self.work = self.cpu - jit
        return self


class Server:
    def __init__(self, target, dirpath, cpus):
        self.target, self.dir, self.cpus = target, dirpath, cpus
        self.port, self.port2 = free_port(), free_port()
        self.addr = f"127.0.0.1:{self.port}"
        self.proc = None

    def start(self, label):
        env = dict(os.environ)
        if self.target["java_home"]:
            env["JAVA_HOME"] = self.target["java_home"]
            env["PATH"] = self.target["java_home"] + "/bin:" + env["PATH"]
        self.log = open(self.dir / f"server-{label}.out", "wb")
        self.proc = subprocess.Popen(self.target["command"](self), stdout=self.log, stderr=subprocess.STDOUT,
                                     stdin=subprocess.DEVNULL, env=env, start_new_session=True,
                                     preexec_fn=pinner(self.cpus))
        LIVE.add(self.proc)
        return time.perf_counter()

    def alive(self):
        if self.proc.poll() is not None:
            raise RuntimeError(f"server ended with {self.proc.returncode}: " + self.tail())

    def tail(self):
        self.log.flush()
        return Path(self.log.name).read_text(errors="replace")[-600:]

    def cpu(self):
        t = u = s = 0.0
        for pid in tree(self.proc.pid):
            try:
                a, b, c = stat_cpu(f"/proc/{pid}/stat")
                t, u, s = t + a, u + b, s + c
            except OSError:
                pass
        return t, u, s

    def threads(self):
        out = {}
        for pid in tree(self.proc.pid):
            try:
                for tid in os.listdir(f"/proc/{pid}/task"):
                    try:
                        comm = open(f"/proc/{pid}/task/{tid}/comm").read().strip()
                        out[int(tid)] = (comm, stat_cpu(f"/proc/{pid}/task/{tid}/stat")[0])
                    except OSError:
                        pass
            except OSError:
                pass
        return out

    def rss(self):
        r = {"VmRSS": 0, "RssAnon": 0, "RssFile": 0}
        for pid in tree(self.proc.pid):
            try:
                for line in open(f"/proc/{pid}/status"):
                    k, _, v = line.partition(":")
                    if k in r:
                        r[k] += int(v.split()[0])
            except OSError:
                pass
        return {k: v / 1024 for k, v in r.items()}

    def thread_names(self):
        """tid -> full Java thread name (comm has only 15 characters); {} if this cannot be had."""
        jh = self.target["java_home"] or str(Path(shutil.which("java")).resolve().parent.parent)
        names = {}
        for pid in tree(self.proc.pid):
            try:
                if "java" not in os.path.basename(os.readlink(f"/proc/{pid}/exe")):
                    continue
                o = subprocess.run([jh + "/bin/jcmd", str(pid), "Thread.print"], capture_output=True, text=True, timeout=20).stdout
            except (OSError, subprocess.TimeoutExpired):
                continue
            for m in re.finditer(r'^"([^"]+)".*?\bnid=(0x[0-9a-f]+|\d+)', o, re.M):
                names[int(m.group(2), 0)] = m.group(1)
        return names

    def stop(self):
        if not self.proc or self.proc not in LIVE:
            return None
        t = time.perf_counter()
        end_group(self.proc, signal.SIGTERM, 60) or end_group(self.proc, signal.SIGKILL, 5)
        LIVE.discard(self.proc)
        self.log.close()
        return time.perf_counter() - t


def pinner(cpus):
    return (lambda: os.sched_setaffinity(0, cpus)) if cpus else None


def free_port():
    for _ in range(200):
        p = random.randint(20000, 31000)
        with socket.socket() as s:
            try:
                s.bind(("127.0.0.1", p))
                return p
            except OSError:
                pass
    raise RuntimeError("no free port")


# ---------------------------------------------------------------- targets

def java_of(t):
    return (t["java_home"] + "/bin/java") if t["java_home"] else "java"


def kafka_target(name, java_home):
    """Apache Kafka, KRaft combined mode, with the settings of its shipped config/server.properties."""
    def prepare(s):
        (s.dir / "data").mkdir()
        (s.dir / "server.properties").write_text(f"""\
process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=127.0.0.1:{s.port2}
listeners=PLAINTEXT://127.0.0.1:{s.port},CONTROLLER://127.0.0.1:{s.port2}
advertised.listeners=PLAINTEXT://127.0.0.1:{s.port},CONTROLLER://127.0.0.1:{s.port2}
inter.broker.listener.name=PLAINTEXT
controller.listener.names=CONTROLLER
num.network.threads=3
num.io.threads=8
socket.send.buffer.bytes=102400
socket.receive.buffer.bytes=102400
socket.request.max.bytes=104857600
log.dirs={s.dir}/data
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
""")
        subprocess.run([java_of(t), "-Xmx256M", f"-Dlog4j2.configurationFile={HERE}/log4j2-client.xml", "-cp", f"{LIBS}/*",
                        "kafka.tools.StorageTool", "format", "--standalone", "-t", "MkU3OEVBNTcwNTJENDM2Qk",
                        "-c", f"{s.dir}/server.properties"], check=True, stdout=subprocess.DEVNULL)

    def command(s):
        return [java_of(t), "-Xmx1G", "-Xms1G", *PERF_OPTS,
                f"-Xlog:gc*:file={s.dir}/kafkaServer-gc.log:time,tags:filecount=10,filesize=100M",
                "-Dcom.sun.management.jmxremote", "-Dcom.sun.management.jmxremote.authenticate=false",
                "-Dcom.sun.management.jmxremote.ssl=false", f"-Dkafka.logs.dir={s.dir}",
                f"-Dlog4j2.configurationFile={HERE}/log4j2-server.xml",
                *shlex.split(os.environ.get("BENCH_KAFKA_OPTS", "")),
                "-cp", f"{LIBS}/*", "kafka.Kafka", f"{s.dir}/server.properties"]

    t = {"name": name, "java_home": java_home, "prepare": prepare, "command": command,
         "describe": f"Apache Kafka {KAFKA_VERSION}, KRaft combined, -Xms1G -Xmx1G G1"}
    return t


def command_target(name, template, java_home):
    def prepare(s):
        (s.dir / "data").mkdir()

    def command(s):
        return [w.replace("{port}", str(s.port)).replace("{port2}", str(s.port2)).replace("{dir}", str(s.dir / "data"))
                for w in shlex.split(template)]
    return {"name": name, "java_home": java_home, "prepare": prepare, "command": command,
            "describe": template}


# ---------------------------------------------------------------- a minimal raw protocol client (no warm-up of its own)

_CRC = []
for _i in range(256):
    _c = _i
    for _ in range(8):
        _c = (_c >> 1) ^ (0x82F63B78 if _c & 1 else 0)
    _CRC.append(_c)


def crc32c(b):
    c = 0xFFFFFFFF
    for x in b:
        c = _CRC[(c ^ x) & 0xFF] ^ (c >> 8)
    return c ^ 0xFFFFFFFF


def s16(x):
    return struct.pack(">h", -1) if x is None else struct.pack(">h", len(x)) + x.encode()


def zz(n):
    n = (n << 1) ^ (n >> 63)
    out = b""
    while True:
        out += bytes([(n & 0x7F) | (0x80 if n > 0x7F else 0)])
        n >>= 7
        if not n:
            return out


class Raw:
    def __init__(self, port, timeout=10):
        self.s = socket.create_connection(("127.0.0.1", port), timeout)
        self.s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def close(self):
        self.s.close()

    def call(self, key, ver, body=b""):
        m = struct.pack(">hhi", key, ver, 7) + s16("bench") + body
        self.s.sendall(struct.pack(">i", len(m)) + m)
        n = struct.unpack(">i", self.recvn(4))[0]
        return self.recvn(n)[4:]

    def recvn(self, n):
        b = b""
        while len(b) < n:
            x = self.s.recv(n - len(b))
            if not x:
                raise ConnectionError("closed by the server")
            b += x
        return b

    def api_versions(self):
        r = self.call(18, 0)
        err, n = struct.unpack_from(">hi", r)
        if err:
            raise RuntimeError(f"ApiVersions error {err}")
        return {k: (a, b) for k, a, b in (struct.unpack_from(">hhh", r, 6 + 6 * i) for i in range(n))}

    def create_topic(self, name, partitions):
        body = struct.pack(">i", 1) + s16(name) + struct.pack(">ihii", partitions, 1, 0, 0) + struct.pack(">i?", 30000, False)
        r = self.call(19, 4, body)
        ln = struct.unpack_from(">h", r, 8)[0]
        return struct.unpack_from(">h", r, 10 + ln)[0]

    def delete_topic(self, name):
        self.call(20, 3, struct.pack(">i", 1) + s16(name) + struct.pack(">i", 30000))

    def produce(self, topic, partition, value, acks=-1):
        now = int(time.time() * 1000)
        rec = b"\0" + zz(0) + zz(0) + zz(-1) + zz(len(value)) + value + zz(0)
        rec = zz(len(rec)) + rec
        tail = struct.pack(">hiqqqhii", 0, 0, now, now, -1, -1, -1, 1) + rec
        batch = struct.pack(">qiibI", 0, len(tail) + 9, -1, 2, crc32c(tail)) + tail
        body = s16(None) + struct.pack(">hii", acks, 30000, 1) + s16(topic) + struct.pack(">iii", 1, partition, len(batch)) + batch
        r = self.call(0, 7, body)
        ln = struct.unpack_from(">h", r, 4)[0]
        return struct.unpack_from(">h", r, 6 + ln + 4 + 4)[0]


def wait_ready(server, t0, topic, create=True, partition=0, limit=60):
    """Polls until ApiVersions is answered, then until a produce with acks=all is acked. Seconds from t0."""
    t_api = None
    while True:
        server.alive()
        if time.perf_counter() - t0 > limit:
            raise RuntimeError("server not ready in %d s: %s" % (limit, server.tail()))
        try:
            r = Raw(server.port, 5)
            try:
                r.api_versions()
                t_api = t_api or time.perf_counter()
                created = not create
                while time.perf_counter() - t0 < limit:
                    if not created:
                        e = r.create_topic(topic, 1)
                        created = e in (0, 36)
                    if created and r.produce(topic, partition, b"x" * 100) == 0:
                        return t_api - t0, time.perf_counter() - t0
                    time.sleep(0.003)
            finally:
                r.close()
        except (OSError, ConnectionError, struct.error):
            time.sleep(0.003)


# ---------------------------------------------------------------- client tools

class Clients:
    """Runs one client process at a time; the client's JVM is the same for every target."""

    def __init__(self, java_home, cpus):
        self.cpu = 0.0
        self.java = (java_home + "/bin/java") if java_home else "java"
        self.cpus = cpus

    def run(self, cls, args, timeout=180, cp=""):
        cmd = [self.java, "-Xms512M", "-Xmx512M", *PERF_OPTS, f"-Dlog4j2.configurationFile={HERE}/log4j2-client.xml",
               "-cp", f"{PROBE}:{LIBS}/*", cls, *map(str, args)]
        out, err = tempfile.TemporaryFile(dir=WORK), tempfile.TemporaryFile(dir=WORK)
        t = time.perf_counter()
        p = subprocess.Popen(cmd, stdout=out, stderr=err, stdin=subprocess.DEVNULL, start_new_session=True,
                             preexec_fn=pinner(self.cpus), cwd=WORK)
        LIVE.add(p)
        end = t + timeout
        ru = None
        while True:
            pid, status, ru = os.wait4(p.pid, os.WNOHANG)
            if pid:
                p.returncode = os.waitstatus_to_exitcode(status)
                LIVE.discard(p)
                break
            if time.perf_counter() > end:
                kill_tree(p)
                raise RuntimeError(f"{cls} ran past {timeout} s")
            time.sleep(0.005)
        wall = time.perf_counter() - t
        self.cpu += ru.ru_utime + ru.ru_stime
        out.seek(0), err.seek(0)
        o, e = out.read().decode(errors="replace"), err.read().decode(errors="replace")
        if p.returncode:
            raise RuntimeError(f"{cls} ended with {p.returncode}: {(e or o)[-400:]}")
        return o, wall, ru.ru_utime + ru.ru_stime, e


def payload_file(size):
    """JSON-like lines of exactly size bytes, the same in every run; compressible as event data is."""
    f = CACHE / f"payload-{size}.txt"
    if not f.exists():
        rnd = random.Random(42)
        pages = ["/home", "/search", "/product/detail", "/cart", "/checkout", "/account/orders"]
        agents = ["Mozilla/5.0 (X11; Linux x86_64)", "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0)", "okhttp/4.12.0"]
        lines = []
        for i in range(2000):
            s = '{"ts":%d' % (1700000000000 + rnd.randrange(10**9))
            while len(s) < size - 1:
                s += ',"user":"u%06d","page":"%s","agent":"%s","ms":%d,"trace":"%016x"' % (
                    rnd.randrange(10**6), rnd.choice(pages), rnd.choice(agents), rnd.randrange(5000), rnd.getrandbits(64))
            lines.append(s[:size - 1] + "}")
        tmp = f.with_suffix(".tmp")
        tmp.write_text("\n".join(lines) + "\n")
        tmp.replace(f)
    return f


# ---------------------------------------------------------------- workloads

class Produce:
    def __init__(self, size, acks, idem, batch, comp, parts, linger=5):
        self.size, self.acks, self.idem, self.batch, self.comp, self.parts, self.linger = size, acks, idem, batch, comp, parts, linger
        sz = "100B" if size == 100 else "1KiB"
        self.name = f"{sz}/acks={acks}/{'idem' if idem else 'plain'}/{batch // 1024}K/{comp}/{parts}p"
        self.topic = re.sub(r"[^A-Za-z0-9]", "-", self.name)


DEFAULT_PRODUCE = [
    Produce(100, "1", False, 16384, "none", 1),
    Produce(100, "all", True, 16384, "none", 1),
    Produce(100, "all", True, 16384, "none", 12),
    Produce(100, "all", True, 65536, "lz4", 12),
    Produce(1024, "1", False, 16384, "none", 1),
    Produce(1024, "all", True, 65536, "none", 1),
    Produce(1024, "all", True, 65536, "none", 12),
    Produce(1024, "all", True, 65536, "lz4", 12),
]
QUICK_PRODUCE = [DEFAULT_PRODUCE[1], DEFAULT_PRODUCE[6], DEFAULT_PRODUCE[7]]
FULL_PRODUCE = [Produce(sz, a, i, b, c, p) for sz in (100, 1024) for a, i in (("1", False), ("all", False), ("all", True))
                for b in (16384, 65536) for c in ("none", "lz4") for p in (1, 12)]
CONSUME = ["100B/acks=all/idem/16K/none/1p", "1KiB/acks=all/idem/64K/none/12p", "1KiB/acks=all/idem/64K/lz4/12p"]

SIZES = {  # counts
    "default": dict(produce={100: 1_500_000, 1024: 500_000}, small=100_000, warm=800_000, warm_small=50_000,
                    lat=10_000, lat_warm=3_000, lat_tool=5_000, partitions=1000, connections=2000, idle_s=3),
    "quick": dict(produce={100: 600_000, 1024: 200_000}, small=30_000, warm=160_000, warm_small=10_000,
                  lat=2_000, lat_warm=500, lat_tool=1_000, partitions=200, connections=500, idle_s=2),
}
WORKLOADS = ["idle", "produce", "small", "consume", "latency", "connections", "partitions", "restart"]


class Session:
    """One target, one round: a fresh server through all workloads."""

    def __init__(self, target, rnd, opt, clients):
        self.t, self.round, self.opt, self.clients = target, rnd, opt, clients
        self.size = SIZES["quick" if opt.quick else "default"]
        self.m, self.errors, self.thr, self.foreign = {}, [], {}, {}
        self.names, self.meter = {}, None

    def put(self, key, value):
        self.m[key] = value
        if self.meter:
            self.foreign[key] = round(self.meter.foreign, 3)

    def quiet(self):
        """Waits, within reason, until other processes leave the CPUs alone."""
        end = time.perf_counter() + self.opt.quiet_wait
        while True:
            m = Meter(self.s, self.clients)
            time.sleep(0.4)
            if m.stop().foreign < 0.1 or time.perf_counter() > end:
                return

    def measured(self, key, fn, memory=0.0):
        """Runs fn with CPU measured around it. Returns fn's result and the meter.
        memory: GiB of page cache the workload will fill."""
        self.meter = None
        t = time.perf_counter()
        os.sync()
        self.quiet()
        if memory and not self.opt.no_prefault:
            prefault(memory)
        waited = time.perf_counter() - t
        if self.s.proc:
            self.s.alive()
        m = Meter(self.s, self.clients)
        r = fn()
        self.meter = m.stop()
        self.s.alive()
        self.thr[key] = m.threads
        if self.opt.verbose:
            log(f"   {key}: {m.wall:.1f} s after {waited:.1f} s of waiting; server {m.cpu:.2f} s, other processes {m.foreign:.2f} cores")
        return r, m

    def attempt(self, key, fn):
        try:
            fn()
        except Exception as e:  # one workload failing must not hide the others
            self.errors.append(f"{key}: {type(e).__name__}: {str(e)[:500]}")
            log(f"   FAILED {key}: {e}")

    def run(self):
        only = self.opt.only
        d = Path(WORK) / f"{self.t['name']}-{self.round}"
        d.mkdir()
        self.s = Server(self.t, d, self.opt.server_cpus)
        try:
            self.t["prepare"](self.s)
            os.sync()
            (api, ack), _ = self.measured("startup", lambda: wait_ready(self.s, self.s.start("first"), "startup"))
            self.put("startup/api_versions_s", api)
            self.put("startup/first_produce_acked_s", ack)
            self.put("startup/server_cpu_s", self.s.cpu()[0])
            if "idle" in only:
                self.attempt("idle", self.idle)
            if any(w in only for w in ("produce", "small", "consume", "latency")):
                self.attempt("warm-up", self.warm)
            if "produce" in only or "consume" in only:
                for p in self.opt.matrix:
                    if "produce" in only or p.name in CONSUME:
                        self.attempt("produce " + p.name, lambda: self.produce(p))
            if "small" in only:
                self.attempt("small", self.small)
            if "consume" in only:
                for p in self.opt.matrix:
                    if p.name in CONSUME:
                        self.attempt("consume " + p.name, lambda: self.consume(p))
            if "latency" in only:
                for acks in ("1", "all"):
                    self.attempt("latency acks=" + acks, lambda: self.latency(acks))
            self.meter = None
            r = self.s.rss()
            self.put("memory/after_workload_rss_mib", r["VmRSS"])
            self.put("memory/after_workload_anon_mib", r["RssAnon"])
            if "connections" in only:
                self.attempt("connections", self.connections)
            if "partitions" in only:
                self.attempt("partitions", self.partitions)
            self.names = self.s.thread_names()
            self.meter = None
            self.put("shutdown/sigterm_to_exit_s", self.s.stop())
            if "restart" in only:
                self.attempt("restart", self.restart)
        except Exception as e:
            self.errors.append(f"session: {type(e).__name__}: {str(e)[:800]}")
            log(f"   FAILED session: {e}")
        finally:
            self.s.stop()
            if not KEEP:
                shutil.rmtree(d, ignore_errors=True)
        return {"target": self.t["name"], "round": self.round, "metrics": self.m, "foreign_cpu": self.foreign, "errors": self.errors,
                "threads": {k: self.group(v) for k, v in self.thr.items()}}

    def group(self, d):
        """CPU seconds by kind of thread: digits at the end of a name dropped."""
        out = {}
        for tid, (comm, c) in d.items():
            n = self.names.get(tid, comm)
            n = re.sub(r"ListenerName\(.*", "", n)
            n = re.sub(r"[-#\d\s]+$", "", n) or n
            out[n] = round(out.get(n, 0) + c, 2)
        return dict(sorted(out.items(), key=lambda x: -x[1])[:12])

    def idle(self):
        time.sleep(1)
        _, m = self.measured("idle", lambda: time.sleep(self.size["idle_s"]))
        self.put("idle/server_cpu_ms_per_s", m.cpu * 1000 / m.wall)
        r = self.s.rss()
        self.put("memory/idle_rss_mib", r["VmRSS"])
        self.put("memory/idle_anon_mib", r["RssAnon"])

    def create(self, name, parts):
        r = Raw(self.s.port, 30)
        try:
            e = r.create_topic(name, parts)
            if e not in (0, 36):
                raise RuntimeError(f"CreateTopics {name}: error code {e}")
        finally:
            r.close()

    def producer(self, topic, n, size, props, payload=None, warm=0):
        a = ["--bootstrap-server", self.s.addr, "--topic", topic, "--num-records", n, "--throughput", -1]
        a += ["--payload-file", payload] if payload else ["--record-size", size]
        a += ["--warmup-records", warm] if warm else []
        a += ["--command-property", *[f"{k}={v}" for k, v in props.items()]]
        o, wall, ccpu, err = self.clients.run("org.apache.kafka.tools.ProducerPerformance", a)
        rows = re.findall(r"(\d+) (?:steady state )?records sent, ([\d.]+) records/sec \(([\d.]+) MB/sec\), ([\d.]+) ms avg latency, "
                          r"([\d.]+) ms max latency(?:, (\d+) ms 50th, (\d+) ms 95th, (\d+) ms 99th, (\d+) ms 99.9th)?", o)
        rows = [r for r in rows if r[5]]
        if not rows or int(rows[0][0]) != n:
            raise RuntimeError("producer sent not all records: " + (o + err)[-400:])
        return dict(rps=float(rows[0][1]), mbs=float(rows[0][2]), p50=int(rows[0][5]), p99=int(rows[0][7]),
                    steady_mbs=float(rows[1][2]) if len(rows) > 1 else None,
                    steady_rps=float(rows[1][1]) if len(rows) > 1 else None, client_cpu=ccpu)

    def consumer(self, topic, n, idx=0):
        o, wall, ccpu, err = self.clients.run("org.apache.kafka.tools.ConsumerPerformance", [
            "--bootstrap-server", self.s.addr, "--topic", topic, "--num-records", n, "--group", f"g-{topic}-{idx}",
            "--timeout", 20000, "--hide-header"])
        row = [x.strip() for x in o.strip().splitlines()[-1].split(",")]
        mb, msgs, rebalance, fetch_mbs = float(row[2]), int(row[4]), int(row[6]), float(row[8])
        if msgs < n:
            raise RuntimeError(f"consumed {msgs} of {n}: " + (o + err)[-300:])
        return dict(mb=mb, rebalance_ms=rebalance, fetch_mbs=fetch_mbs, client_cpu=ccpu)

    def warm(self):
        n, ns = self.size["warm"], self.size["warm_small"]
        self.create("warm", 12)
        self.producer("warm", n, 100, {"acks": "all", "linger.ms": 5})
        self.producer("warm", n // 4, 1024, {"acks": "all", "linger.ms": 5, "batch.size": 65536, "compression.type": "lz4"}, payload_file(1024))
        self.create("warm1", 1)
        self.producer("warm1", ns, 100, {"acks": "1", "enable.idempotence": "false", "linger.ms": 0, "batch.size": 1})
        t = time.perf_counter()
        self.consumer("warm", n)
        self.put("consume/first_group_tool_wall_s", time.perf_counter() - t)

    def produce(self, p):
        n = self.size["produce"][p.size]
        self.create(p.topic, p.parts)
        props = {"acks": p.acks, "enable.idempotence": str(p.idem).lower(), "batch.size": p.batch, "linger.ms": p.linger,
                 "compression.type": p.comp}
        pf = payload_file(p.size) if p.comp != "none" else None
        r, m = self.measured("produce " + p.name, lambda: self.producer(p.topic, n, p.size, props, pf, n // 5),
                             n * p.size * 1.3 / GIB + 0.4)
        gib = n * p.size / GIB
        k = f"produce/{p.name}/"
        self.put(k + "mb_s", r["mbs"])
        self.put(k + "steady_mb_s", r["steady_mbs"])
        self.put(k + "server_cpu_s_per_gib", m.cpu / gib)
        self.put(k + "server_cpu_no_jit_s_per_gib", m.work / gib)
        self.put(k + "server_sys_s_per_gib", m.sys / gib)
        self.put(k + "p99_ms", r["p99"])
        self.put(k + "client_cpu_s_per_gib", r["client_cpu"] / gib)

    def small(self):
        n = self.size["small"]
        self.create("small", 1)
        props = {"acks": "1", "enable.idempotence": "false", "linger.ms": 0, "batch.size": 1,
                 "max.in.flight.requests.per.connection": 5}
        r, m = self.measured("small", lambda: self.producer("small", n, 100, props, None, n // 5))
        self.put("small/requests_s", r["rps"])
        self.put("small/steady_requests_s", r["steady_rps"])
        self.put("small/server_cpu_us_per_request", m.cpu / n * 1e6)
        self.put("small/server_cpu_no_jit_us_per_request", m.work / n * 1e6)
        self.put("small/server_sys_us_per_request", m.sys / n * 1e6)
        self.put("small/client_cpu_us_per_request", r["client_cpu"] / n * 1e6)

    def consume(self, p):
        n = self.size["produce"][p.size]
        key = f"consume/{p.name}/"
        r, m = self.measured("consume " + p.name, lambda: self.consumer(p.topic, n))
        gib = r["mb"] / 1024
        self.put(key + "fetch_mb_s", r["fetch_mbs"])
        self.put(key + "server_cpu_s_per_gib", m.cpu / gib)
        self.put(key + "server_cpu_no_jit_s_per_gib", m.work / gib)
        self.put(key + "server_sys_s_per_gib", m.sys / gib)
        self.put(key + "client_cpu_s_per_gib", r["client_cpu"] / gib)
        self.put(key + "rebalance_ms", r["rebalance_ms"])

    def latency(self, acks):
        n = self.size["lat"]
        self.create("e2e-" + acks, 1)
        (o, *_), m = self.measured("latency acks=" + acks, lambda: self.clients.run("Probe", [
            "latency", self.s.addr, "e2e-" + acks, n, self.size["lat_warm"], acks, 100]))
        j = json.loads(o.strip().splitlines()[-1])
        for q in ("mean", "p50", "p99", "p999"):
            self.put(f"latency/acks={acks}/e2e_{q}_us", j[f"e2e_{q}_us"])
        self.put(f"latency/acks={acks}/produce_p50_us", j["produce_p50_us"])
        self.put(f"latency/acks={acks}/server_cpu_no_jit_us_per_round_trip", m.work / (n + self.size["lat_warm"]) * 1e6)
        self.create("e2es-" + acks, 1)
        o = self.clients.run("org.apache.kafka.tools.EndToEndLatency", [
            "--bootstrap-server", self.s.addr, "--topic", "e2es-" + acks, "--num-records", self.size["lat_tool"], "--producer-acks", acks, "--record-size", 100])[0]
        self.put(f"latency/acks={acks}/EndToEndLatency_avg_us", float(re.search(r"Avg latency: ([\d.]+) ms", o).group(1)) * 1000)
        p = re.search(r"50th = (\d+), 99th = (\d+), 99.9th = (\d+)", o)
        self.put(f"latency/acks={acks}/EndToEndLatency_p999_ms", int(p.group(3)))

    def connections(self):
        n = self.size["connections"]
        r0 = self.s.rss()
        conns = []

        def open_all():
            for _ in range(n):
                r = Raw(self.s.port, 10)
                conns.append(r)
                r.api_versions()
        try:
            _, m = self.measured("connections", open_all)
            self.put("connections/open_all_s", m.wall)
            self.put("connections/server_cpu_us_each", m.cpu / n * 1e6)
            time.sleep(1)
            r1 = self.s.rss()
            _, m = self.measured("idle connections", lambda: time.sleep(2))
            self.put("connections/idle_cpu_ms_per_s", m.cpu * 1000 / m.wall)
        finally:
            for r in conns:
                r.close()
        self.put("connections/rss_delta_mib", r1["VmRSS"] - r0["VmRSS"])
        time.sleep(0.5)

    def partitions(self):
        n = self.size["partitions"]
        r0 = self.s.rss()
        (o, *_), m = self.measured("partitions", lambda: self.clients.run("Probe", ["partitions", self.s.addr, "many", n, 60000]))
        j = json.loads(o.strip().splitlines()[-1])
        self.put("partitions/create_returns_ms", j["create_ms"])
        self.put("partitions/all_usable_ms", j["ready_ms"])
        self.put("partitions/server_cpu_s", m.cpu)
        time.sleep(2)
        r1 = self.s.rss()
        self.put("partitions/rss_mib", r1["VmRSS"])
        self.put("partitions/rss_delta_mib", r1["VmRSS"] - r0["VmRSS"])
        _, m = self.measured("idle partitions", lambda: time.sleep(3))
        self.put("partitions/idle_cpu_ms_per_s", m.cpu * 1000 / m.wall)

    def restart(self):
        """Start again on the data just written (after a clean stop)."""
        self.s.proc = None
        (api, ack), _ = self.measured("restart", lambda: wait_ready(self.s, self.s.start("second"), "startup", create=False))
        self.put("restart/api_versions_s", api)
        self.put("restart/first_produce_acked_s", ack)
        self.put("restart/server_cpu_s", self.s.cpu()[0])
        self.meter = None
        self.put("restart/sigterm_to_exit_s", self.s.stop())


# ---------------------------------------------------------------- set-up

def bring_tools():
    if not list(LIBS.glob(f"kafka-tools-{KAFKA_VERSION}.jar")):
        log(f"fetching Apache Kafka {KAFKA_VERSION} with Maven into the cache")
        subprocess.run(["mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), "dependency:copy-dependencies",
                        f"-DoutputDirectory={LIBS}"], check=True, stdout=sys.stderr)
    src, cls = HERE / "Probe.java", PROBE / "Probe.class"
    if not cls.exists() or cls.stat().st_mtime < src.stat().st_mtime:
        subprocess.run(["javac", "--release", "17", "-d", str(PROBE), "-cp", f"{LIBS}/*", str(src)], check=True)


def make_archive(target, project):
    """The first start of a build compiles it and makes its archive of loaded classes in the background: not part of a start."""
    d = Path(WORK) / "archive"
    d.mkdir()
    s = Server(target, d, None)
    target["prepare"](s)
    wait_ready(s, s.start("archive"), "archive", limit=900)
    dist = Path(project) / "server" / "target" / "dist"
    end = time.perf_counter() + 120
    while time.perf_counter() < end and (list(dist.glob("*.lock")) or not [*dist.glob("*.jsa"), *dist.glob("*.failed")]):
        time.sleep(0.1)
    s.stop()  # only now: it would end the training too, which is in its process group
    shutil.rmtree(d, ignore_errors=True)


def prefault(gib):
    """Touches memory once and gives it back. In a virtual machine whose memory the host backs on
    first use, first touches cost seconds of system time per GiB, which would fall on whichever
    server happens to run first."""
    free = next(int(x.split()[1]) for x in open("/proc/meminfo") if x.startswith("MemAvailable")) // (1 << 20)
    n = int(max(0, min(gib, free - 3)) * GIB) // 4096 * 4096
    if not n:
        return 0.0
    t = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        m = mmap.mmap(-1, n)
        if hasattr(mmap, "MADV_HUGEPAGE"):
            m.madvise(mmap.MADV_HUGEPAGE)
        for i in range(0, n, 4096):
            m[i] = 1
        os._exit(0)
    os.waitpid(pid, 0)
    return time.perf_counter() - t


# ---------------------------------------------------------------- results

FOREIGN = 0.25   # cores used by other processes above which a sample counts as disturbed
HIGHER = ("mb_s", "requests_s")
HIDE = ("client_cpu_s_per_gib", "client_cpu_us_per_request", "server_sys_s_per_gib", "server_sys_us_per_request", "rebalance_ms",
        "EndToEndLatency_p999_ms")


def better_high(metric):
    return metric.endswith(HIGHER)


def unit(metric):
    m = metric.rsplit("/", 1)[1]
    for suf, u in (("_s_per_gib", "s/GiB"), ("cpu_ms_per_s", "ms/s"), ("mb_s", "MB/s"), ("requests_s", "req/s"), ("_us_per_request", "µs"),
                   ("_us_per_round_trip", "µs"), ("_us_each", "µs"), ("_us", "µs"), ("_ms", "ms"), ("_mib", "MiB"), ("_s", "s")):
        if m.endswith(suf):
            return u
    return ""


def fmt(x):
    if x is None:
        return "–"
    if x == 0:
        return "0"
    a = abs(x)
    return f"{x:,.0f}" if a >= 1000 else f"{x:.0f}" if a >= 100 else f"{x:.1f}" if a >= 10 else f"{x:.2f}"


def summarise(sessions, names):
    keys = []
    for s in sessions:
        for k in s["metrics"]:
            if k not in keys:
                keys.append(k)
    out = {}
    for k in keys:
        e = {"unit": unit(k), "better": "higher" if better_high(k) else "lower"}
        for n in names:
            got = [(s["metrics"][k], s["foreign_cpu"].get(k, 0.0)) for s in sessions
                   if s["target"] == n and s["metrics"].get(k) is not None]
            calm = [x for x, f in got if f <= FOREIGN]
            v = calm or [x for x, _ in got]
            e[n] = {"median": statistics.median(v), "min": min(v), "max": max(v), "n": len(v), "disturbed": not calm,
                    "left_out": len(got) - len(v)} if v else None
        if len(names) == 2 and e[names[0]] and e[names[1]] and e[names[0]]["median"]:
            a, b = e[names[0]], e[names[1]]
            e["ratio"] = b["median"] / a["median"]
            apart = b["min"] > a["max"] or b["max"] < a["min"]
            wins = (e["ratio"] > 1) == better_high(k)
            e["verdict"] = "few samples" if min(a["n"], b["n"]) < 3 else ("better" if wins else "worse") if apart else "overlap"
        out[k] = e
    return out


def markdown(doc, hide=HIDE):
    names, s = doc["names"], doc["summary"]
    two = len(names) == 2
    L = ["| metric | unit | better | " + " | ".join(f"{n} median (min–max, samples)" for n in names) + (f" | {names[1]}/{names[0]} | ranges |" if two else " |"),
         "|---|---|---|" + "---:|" * len(names) + ("---:|---|" if two else "")]
    order = ["startup", "restart", "shutdown", "idle", "memory", "produce", "small", "consume", "latency", "connections", "partitions"]
    for k in sorted(s, key=lambda k: order.index(k.split("/")[0])):
        if k.endswith(hide):
            continue
        e = s[k]
        cells = [f"{fmt(e[n]['median'])} ({fmt(e[n]['min'])}–{fmt(e[n]['max'])}, n={e[n]['n']}){'*' if e[n]['disturbed'] else ''}"
                 if e[n] else "failed" for n in names]
        row = f"| {k} | {e['unit']} | {e['better']} | " + " | ".join(cells)
        row += f" | {e['ratio']:.2f} | {e['verdict']} |" if two and "ratio" in e else " | – | – |" if two else " |"
        L.append(row)
    L.append("\n`*`: every sample of this cell was disturbed: other processes used more than "
             f"{FOREIGN} cores while it was taken. Where undisturbed samples exist, only they count.")
    return "\n".join(L)


def thread_table(doc):
    L = []
    for n in doc["names"]:
        last = [x for x in doc["sessions"] if x["target"] == n]
        if not last:
            continue
        L.append(f"\nServer CPU by kind of thread, target `{n}`, last round (share of the server's CPU in that workload):\n")
        for w, d in last[-1]["threads"].items():
            tot = sum(d.values())
            if tot > 0:
                L.append(f"- {w} ({tot:.2f} s): " + ", ".join(f"{k} {v / tot:.0%}" for k, v in list(d.items())[:7] if v / tot >= 0.02))
    return "\n".join(L)


def main():
    global WORK, KEEP
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--targets", default=None, help="comma list, in order; names starting with kafka are the peer (default: kafka,ottla, plus any --target)")
    ap.add_argument("--target", action="append", default=[], metavar="NAME=COMMAND", help="another target; {port} and {dir} are filled in")
    ap.add_argument("--java", action="append", default=[], metavar="NAME=JAVA_HOME", help="JDK for a target's server (name 'clients': for the client tools)")
    ap.add_argument("--project", default=os.environ.get("OTTLA_PROJECT") or str(HERE.parent.parent),
                    help="another checkout of Ottla (default: this one, or $OTTLA_PROJECT)")
    ap.add_argument("--rounds", type=int, default=None, help="default 3, or 1 with --quick")
    ap.add_argument("--quick", action="store_true", help="small sizes, one round: a smoke run")
    ap.add_argument("--full", action="store_true", help="the whole produce matrix (48 settings); long")
    ap.add_argument("--only", default=",".join(WORKLOADS), help="comma list of: " + ",".join(WORKLOADS))
    ap.add_argument("--quiet-wait", type=float, default=10, metavar="S", help="before a workload, wait up to S seconds for other processes to be idle")
    ap.add_argument("--pin", action="store_true", help="server on CPU 0, clients on CPU 1")
    ap.add_argument("--out", help="results as JSON")
    ap.add_argument("--md", help="results as a Markdown table")
    ap.add_argument("--no-prefault", action="store_true")
    ap.add_argument("--verbose", action="store_true", help="log every workload as it ends")
    ap.add_argument("--keep", action="store_true", help="keep the temporary directory")
    opt = ap.parse_args()
    KEEP = opt.keep
    opt.only = opt.only.split(",")
    if set(opt.only) - set(WORKLOADS):
        ap.error("unknown workload: " + ", ".join(set(opt.only) - set(WORKLOADS)))
    opt.rounds = opt.rounds or (1 if opt.quick else 3)
    opt.matrix = FULL_PRODUCE if opt.full else QUICK_PRODUCE if opt.quick else DEFAULT_PRODUCE
    opt.server_cpus, opt.client_cpus = ({0}, {1}) if opt.pin else (None, None)
    javas = dict(x.split("=", 1) for x in opt.java)
    extra = dict(x.split("=", 1) for x in opt.target)
    names = opt.targets.split(",") if opt.targets else (["kafka"] + (list(extra) or ["ottla"]))
    targets = []
    for n in names:
        jh = javas.get(n)
        if n in extra:
            targets.append(command_target(n, extra[n], jh))
        elif n.startswith("kafka"):
            targets.append(kafka_target(n, jh))
        elif n == "ottla":
            cmd = os.environ.get("OTTLA_COMMAND") or (shlex.quote(str(Path(opt.project) / "bin" / "ottla")) +
                " server --override listeners=PLAINTEXT://127.0.0.1:{port} --override log.dirs={dir}"
                " --override ottla.http.listener=")
            if not os.environ.get("OTTLA_COMMAND") and not (Path(opt.project) / "bin" / "ottla").exists():
                ap.error("no bin/ottla in the project; give --project, $OTTLA_PROJECT or --targets kafka")
            targets.append(command_target(n, cmd, jh))
        else:
            ap.error(f"unknown target {n}: give --target {n}=COMMAND")
    bring_tools()
    WORK = tempfile.mkdtemp(prefix="ottla-bench-")
    atexit.register(cleanup)
    for sg in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(sg, lambda *_: sys.exit(130))
    clients = Clients(javas.get("clients"), opt.client_cpus)
    for t in targets:
        if t["name"] == "ottla" and not os.environ.get("OTTLA_COMMAND"):
            make_archive(t, opt.project)
    t0 = time.time()
    sessions = []
    for rnd in range(1, opt.rounds + 1):
        for t in targets:
            st = time.time()
            if not opt.no_prefault:
                prefault(2)
            r = Session(t, rnd, opt, clients).run()
            sessions.append(r)
            log(f"round {rnd} {t['name']}: {time.time() - st:.0f} s, {len(r['errors'])} failures")
    doc = {"names": names, "targets": {t["name"]: {"command": t["describe"], "java_home_given": bool(t["java_home"])} for t in targets},
           "meta": {"kafka": KAFKA_VERSION, "rounds": opt.rounds, "quick": opt.quick, "pin": opt.pin, "cpus": os.cpu_count(),
                    "date": time.strftime("%Y-%m-%d"), "wall_s": round(time.time() - t0)},
           "summary": summarise(sessions, names), "sessions": sessions}
    text = markdown(doc)
    print(text)
    errs = [f"- {s['target']} round {s['round']}: {e}" for s in sessions for e in s["errors"]]
    tail = thread_table(doc) + ("\n\nFailures:\n" + "\n".join(errs) if errs else "\n\nNo failures.")
    print(tail + f"\n\nWhole run: {doc['meta']['wall_s']} s.")
    if opt.out:
        Path(opt.out).write_text(json.dumps(doc, indent=1) + "\n")
    if opt.md:
        Path(opt.md).write_text(text + "\n" + tail + "\n")
    return 1 if errs else 0


KEEP = False
if __name__ == "__main__":
    sys.exit(main())
