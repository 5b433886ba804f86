"""What the machine says about processes (Linux, /proc), and how its memory is prepared."""
import os
import re
import tempfile
import time

TICK = os.sysconf("SC_CLK_TCK")
GIB = 1 << 30
MIB = 1 << 20


def numbers(path):
    """The fields of a stat file behind the name, which may itself hold spaces and brackets."""
    with open(path) as file:
        text = file.read()
    return text[text.rindex(")") + 2 :].split()


def processes():
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def tree(pid):
    """A process and all its descendants: a start script may not exec."""
    children = {}
    for each in processes():
        try:
            children.setdefault(int(numbers(f"/proc/{each}/stat")[1]), []).append(each)
        except OSError:
            pass
    found, todo = [], [pid]
    while todo:
        each = todo.pop()
        found.append(each)
        todo += children.get(each, [])
    return found


def group_alive(group):
    """Whether any process of the group still runs; its leader may have ended before its children."""
    for each in processes():
        try:
            fields = numbers(f"/proc/{each}/stat")
            if int(fields[2]) == group and fields[0] not in "ZX":
                return True
        except OSError:
            pass
    return False


def cpu_seconds(pid):
    """User and system seconds of a process and its descendants, ended threads included."""
    user = system = 0.0
    for each in tree(pid):
        try:
            fields = numbers(f"/proc/{each}/stat")
            user, system = user + int(fields[11]) / TICK, system + int(fields[12]) / TICK
        except OSError:
            pass
    return user, system


def thread_cpu(pid):
    """Thread id to (name, seconds on a processor to the nanosecond), of a process and its descendants."""
    threads = {}
    for each in tree(pid):
        try:
            for tid in os.listdir(f"/proc/{each}/task"):
                try:
                    with open(f"/proc/{each}/task/{tid}/comm") as name:
                        with open(f"/proc/{each}/task/{tid}/schedstat") as time_on_cpu:
                            nanos = int(time_on_cpu.read().split()[0])
                            threads[int(tid)] = (name.read().strip(), nanos / 1e9)
                except OSError:
                    pass
        except OSError:
            pass
    return threads


def memory_mib(pid):
    """Resident memory of a process and its descendants: all of it, and what no file backs."""
    resident = anonymous = 0
    for each in tree(pid):
        try:
            with open(f"/proc/{each}/status") as file:
                for line in file:
                    key, _, value = line.partition(":")
                    if key == "VmRSS":
                        resident += int(value.split()[0])
                    elif key == "RssAnon":
                        anonymous += int(value.split()[0])
        except OSError:
            pass
    return resident / 1024, anonymous / 1024


def disk_read_mib(pid):
    """What a process and its descendants have fetched from disk so far."""
    total = 0
    for each in tree(pid):
        try:
            with open(f"/proc/{each}/io") as file:
                total += int(re.search(r"^read_bytes: (\d+)", file.read(), re.M).group(1))
        except OSError:
            pass
    return total / MIB


def open_files(pid):
    """File descriptors of a process and its descendants."""
    return sum(len(os.listdir(f"/proc/{each}/fd")) for each in tree(pid))


def mapped_areas(pid):
    """Areas of memory of a process and its descendants; the kernel allows 65,530 of one."""
    total = 0
    for each in tree(pid):
        with open(f"/proc/{each}/maps") as file:
            total += sum(1 for _ in file)
    return total


def machine_busy():
    """Processor seconds spent by everything on the machine, time stolen by the host included."""
    with open("/proc/stat") as file:
        fields = [int(x) for x in file.readline().split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / TICK


def prefault(directory, gib):
    """Fills so much page cache with a file in the directory and gives it back. In a virtual machine
    whose memory the host backs on first use, the first use of a page costs seconds of system time per
    GiB, which would fall on whichever server happens to run first. Memory of a process is no help: the
    kernel gives a file other pages than those."""
    with open("/proc/meminfo") as file:
        available = next(int(x.split()[1]) for x in file if x.startswith("MemAvailable")) // MIB
    size = int(max(0, min(gib, available - 3)) * GIB)
    piece = b"x" * MIB
    with tempfile.TemporaryFile(dir=directory) as file:
        for _ in range(size // MIB):
            file.write(piece)


def evict(files):
    """Writes files to disk and drops their pages, so that the next reader must go to the disk."""
    os.sync()
    for path in files:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(descriptor)


class Meter:
    """Processor time of the server, of its clients and of everything else, over one stretch of time.

    After stop(): wall, cpu, user and sys seconds of the server; work, its threads without the JVM's
    compiler threads; threads, seconds of each; foreign, the processors that others kept busy.
    """

    def __init__(self, server, clients):
        self.server, self.clients = server, clients  # the server's pid may change: it is started meanwhile
        self.begin = self.read()

    def read(self):
        pid = self.server.pid
        user, system = cpu_seconds(pid) if pid else (0.0, 0.0)
        threads = thread_cpu(pid) if pid else {}
        own = time.process_time()
        return time.perf_counter(), machine_busy(), user, system, self.clients.cpu, own, threads

    def stop(self):
        begin, end = self.begin, self.read()
        self.wall, busy, self.user, self.sys, clients, own = (b - a for a, b in zip(begin[:6], end[:6]))
        self.cpu = self.user + self.sys
        self.foreign = max(0.0, (busy - self.cpu - clients - own) / self.wall)
        self.threads = {}
        for tid, (name, seconds) in end[6].items():
            used = seconds - begin[6].get(tid, (name, 0.0))[1]
            if used > 0:
                self.threads[tid] = (name, used)
        self.work = sum(s for name, s in self.threads.values() if not re.match(r"C[12] Compiler", name))
        return self
