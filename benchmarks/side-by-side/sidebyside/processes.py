"""The processes and the temporary directory of one run; both are gone when it ends."""
import atexit
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sidebyside.machine import group_alive


def log(*words):
    print(time.strftime("%H:%M:%S"), *words, file=sys.stderr, flush=True)


def free_port():
    for _ in range(200):
        port = random.randint(20000, 31000)  # below the range of outgoing connections
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                pass
    raise RuntimeError("no free port")


class Workspace:
    """A temporary directory and the processes started in it."""

    def __init__(self, keep=False):
        self.directory = Path(tempfile.mkdtemp(prefix="ottla-bench-"))
        self.keep = keep
        self.live = set()
        atexit.register(self.close)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: sys.exit(130))

    def start(self, command, cpus=None, **options):
        """Starts a process in a session of its own, so that its children can be ended with it."""
        pin = (lambda: os.sched_setaffinity(0, cpus)) if cpus else None
        process = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=pin, **options)
        self.live.add(process)
        return process

    def end(self, process, wait_seconds=5):
        """SIGTERM, then SIGKILL to the process and its children."""
        signal_group(process, signal.SIGTERM, wait_seconds) or signal_group(process, signal.SIGKILL, 5)
        self.live.discard(process)

    def empty(self, directory):
        """Gives back a directory's space and page cache. The files stay until the end: ext4 is slow to make
        files for minutes after many were deleted, and the next broker would pay for that."""
        if not self.keep:
            for path in directory.rglob("*"):
                if path.is_file() and not path.is_symlink():
                    os.truncate(path, 0)

    def close(self):
        for process in list(self.live):
            self.end(process)
        if not self.keep:
            shutil.rmtree(self.directory, ignore_errors=True)


def signal_group(process, number, wait_seconds):
    """Signals the group of a child started here; True once all of it is gone."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        pass
    end = time.perf_counter() + wait_seconds
    while time.perf_counter() < end:
        process.poll()
        if not group_alive(process.pid):
            process.poll()
            return True
        time.sleep(0.005)
    return False
