"""A connection that speaks the wire protocol by itself: no client library, no warm-up of its own."""
import socket
import struct
import time


def crc32c_table():
    table = []
    for value in range(256):
        for _ in range(8):
            value = (value >> 1) ^ (0x82F63B78 if value & 1 else 0)
        table.append(value)
    return table


TABLE = crc32c_table()


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = TABLE[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    return crc ^ 0xFFFFFFFF


def text(value):
    return struct.pack(">h", -1) if value is None else struct.pack(">h", len(value)) + value.encode()


def varint(number):
    number = (number << 1) ^ (number >> 63)
    out = b""
    while True:
        out += bytes([(number & 0x7F) | (0x80 if number > 0x7F else 0)])
        number >>= 7
        if not number:
            return out


def record_batch(value):
    """A batch (magic 2) of one record without a key."""
    now = int(time.time() * 1000)
    record = b"\0" + varint(0) + varint(0) + varint(-1) + varint(len(value)) + value + varint(0)
    tail = struct.pack(">hiqqqhii", 0, 0, now, now, -1, -1, -1, 1) + varint(len(record)) + record
    return struct.pack(">qiibI", 0, len(tail) + 9, -1, 2, crc32c(tail)) + tail


class Connection:
    """One connection; a request and its answer at a time. Answers are error codes unless said otherwise."""

    def __init__(self, port, timeout=10):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def call(self, api, version, body=b""):
        message = struct.pack(">hhi", api, version, 7) + text("bench") + body
        self.socket.sendall(struct.pack(">i", len(message)) + message)
        return self.receive(struct.unpack(">i", self.receive(4))[0])[4:]

    def receive(self, size):
        data = b""
        while len(data) < size:
            part = self.socket.recv(size - len(data))
            if not part:
                raise ConnectionError("closed by the server")
            data += part
        return data

    def api_versions(self):
        """ApiVersions v0."""
        return struct.unpack_from(">h", self.call(18, 0))[0]

    def create_topic(self, name, partitions, configs=()):
        return self.create_topics([name], partitions, configs)[0]

    def create_topics(self, names, partitions, configs=()):
        """CreateTopics v4; an error code for each topic."""
        settings = b"".join(text(key) + text(str(value)) for key, value in dict(configs).items())
        layout = struct.pack(">ihii", partitions, 1, 0, len(dict(configs))) + settings
        body = struct.pack(">i", len(names)) + b"".join(text(name) + layout for name in names)
        answer, at, errors = self.call(19, 4, body + struct.pack(">i?", 30_000, False)), 8, []
        for _ in names:
            at += 2 + struct.unpack_from(">h", answer, at)[0]
            error, message = struct.unpack_from(">hh", answer, at)
            at += 4 + max(0, message)
            errors.append(error)
        return errors

    def produce(self, topic, partition, value, acks=-1):
        """Produce v7 of one record."""
        batch = record_batch(value)
        body = text(None) + struct.pack(">hii", acks, 30_000, 1) + text(topic)
        answer = self.call(0, 7, body + struct.pack(">iii", 1, partition, len(batch)) + batch)
        return struct.unpack_from(">h", answer, 4 + 2 + len(topic) + 4 + 4)[0]

    def led_partitions(self, topic):
        """Metadata v1: how many partitions of a topic have a leader."""
        answer = memoryview(self.call(3, 1, struct.pack(">i", 1) + text(topic)))

        def take(layout):
            nonlocal answer
            value, answer = struct.unpack_from(layout, answer)[0], answer[struct.calcsize(layout) :]
            return value

        def skip(size):
            nonlocal answer
            answer = answer[max(0, size) :]

        for _ in range(take(">i")):  # brokers: id, host, port, rack
            take(">i"), skip(take(">h")), take(">i"), skip(take(">h"))
        take(">i"), take(">i"), take(">h"), skip(take(">h")), take(">?")  # controller; one topic
        led = 0
        for _ in range(take(">i")):
            error, _, leader = take(">h"), take(">i"), take(">i")
            for _ in range(2):  # replicas, in-sync replicas
                skip(4 * take(">i"))
            led += error == 0 and leader >= 0
        return led

    def find_coordinator(self, group):
        """FindCoordinator v1."""
        return struct.unpack_from(">h", self.call(10, 1, text(group) + b"\0"), 4)[0]

    def join(self, group):
        """JoinGroup v2 of a group's only member; its error and member id."""
        protocol = text("range") + struct.pack(">i", 0)
        body = text(group) + struct.pack(">ii", 600_000, 600_000) + text("") + text("consumer")
        answer = self.call(11, 2, body + struct.pack(">i", 1) + protocol)
        error, _, size = struct.unpack_from(">hih", answer, 4)
        at = 12 + max(0, size)  # behind the protocol's name: leader, member
        at += 2 + struct.unpack_from(">h", answer, at)[0]
        size = struct.unpack_from(">h", answer, at)[0]
        return error, answer[at + 2 : at + 2 + size].decode()

    def sync(self, group, member):
        """SyncGroup v1 in the first generation, with an empty assignment."""
        body = text(group) + struct.pack(">i", 1) + text(member) + struct.pack(">i", 1) + text(member) + struct.pack(">i", 0)
        return struct.unpack_from(">h", self.call(14, 1, body), 4)[0]

    def heartbeat(self, group, member):
        """Heartbeat v1 in the first generation."""
        return struct.unpack_from(">h", self.call(12, 1, text(group) + struct.pack(">i", 1) + text(member)), 4)[0]
