"""End-to-end latency at a fixed rate, without coordinated omission."""

BYTES = 100


def latency(session):
    for acks in ("1", "all"):
        session.attempt("latency acks=" + acks, lambda: latency_of(session, acks))


def latency_of(session, acks):
    sizes, topic = session.sizes, "latency-" + acks
    session.broker.create(topic, 1)
    measured = lambda: session.clients.probe(
        "Latency", session.broker.address, topic, sizes.rate, sizes.latency_s, sizes.latency_warm_s, acks, BYTES)
    got, meter = session.measured("latency acks=" + acks, measured)
    prefix = f"latency/acks={acks}"
    session.put_histogram(f"{prefix}/e2e", got["e2e"])
    session.put_histogram(f"{prefix}/ack", got["ack"])
    records = sizes.rate * (sizes.latency_s + sizes.latency_warm_s)
    session.put(f"{prefix}/server_cpu_no_jit_us_per_record", meter.work / records * 1e6)
