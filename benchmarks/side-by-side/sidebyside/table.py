"""The results as Markdown."""
from sidebyside import limit
from sidebyside.goals import outcomes
from sidebyside.summary import FOREIGN

ORDER = (
    "startup", "restart", "shutdown", "idle", "distribution", "memory", "produce", "keys", "topics", "small", "consume",
    "latency", "fsync", "retention", "compaction", "connections", "partitions", "groups")
HIDDEN = ("client_cpu_s_per_gib", "client_cpu_us_per_request", "server_sys_s_per_gib", "server_sys_us_per_request", "rebalance_ms")


def number(value):
    if value is None:
        return "–"
    size = abs(value)
    digits = 0 if size >= 100 or size == 0 else 1 if size >= 10 else 2 if size >= 0.1 else 3
    return f"{value:,.{digits}f}"


def cell(figures):
    if not figures:
        return "failed"
    span = f" ({number(figures['min'])}–{number(figures['max'])})" if figures["n"] > 1 else ""
    return f"{number(figures['median'])}{span}{'*' if figures['disturbed'] else ''}"


def bare(row):
    return number(row[limit.NAME]["median"]) if row[limit.NAME] else ""


def row_of(words):
    return "| " + " | ".join(words) + " |"


def goals_table(document):
    """Every figure that has a goal; empty unless two brokers were compared."""
    names = document["names"]
    reached = outcomes(document["summary"], names)
    if not reached:
        return ""
    lines = [row_of(["figure", "unit", *names, "ratio", "goal", "met", "limit"]), "| --- | --- | ---: | ---: | ---: | --- | --- | ---: |"]
    for o in reached:
        lines.append(row_of([
            o.title, o.row["unit"], *[cell(o.row[name]) for name in names], f"{o.row['ratio']:.2f}", o.goal,
            "**no**" if o.met == "no" else o.met, bare(o.row)]))
    kept = sum(o.met != "no" for o in reached)
    return f"{kept} of {len(reached)} goals met.\n\n" + "\n".join(lines)


def full_table(document):
    names, summary = document["names"], document["summary"]
    two = len(names) == 2
    lines = [
        row_of(["metric", "unit", "better", *names, *(["ratio", "ranges"] if two else []), "limit"]),
        "| --- | --- | --- |" + " ---: |" * len(names) + (" ---: | --- |" if two else "") + " ---: |"]
    for metric in sorted(summary, key=lambda key: ORDER.index(key.split("/")[0])):
        if metric.endswith(HIDDEN):
            continue
        row = summary[metric]
        words = [metric, row["unit"], row["better"], *[cell(row[name]) for name in names]]
        if two:
            words += [f"{row['ratio']:.2f}", row["ranges"]] if "ratio" in row else ["–", "–"]
        lines.append(row_of([*words, bare(row)]))
    return "\n".join(lines)


def threads(document):
    """Server time by kind of thread, of each target's last round."""
    lines = []
    for name in document["names"]:
        of_target = [s for s in document["sessions"] if s["target"] == name]
        last = max((s["round"] for s in of_target), default=0)
        lines.append(f"\n**{name}**\n")
        for session in of_target:
            for workload, kinds in session["threads"].items() if session["round"] == last else ():
                whole = sum(kinds.values())
                if whole > 0.05:
                    shares = [f"{kind} {seconds / whole:.0%}" for kind, seconds in list(kinds.items())[:6] if seconds / whole >= 0.03]
                    lines.append(f"- {workload} ({whole:.2f} s): " + ", ".join(shares))
    return "\n".join(lines)


def failures(document):
    found = [f"- {s['target']} round {s['round']}: {e}" for s in document["sessions"] for e in s["errors"]]
    return "\n".join(["Failures:", "", *found]) if found else "No failures."


def page(document):
    meta = document["meta"]
    head = (
        f"# {meta['title']}\n\nWritten by `{meta['command']}` on {meta['date']}: {meta['rounds']} rounds, {meta['wall_s']} s; "
        f"Apache Kafka {meta['kafka']}, Ottla {meta['revision']}, JDK {meta['java']}, {meta['cpus']} processors, "
        f"{meta['memory_gib']} GiB, Linux {meta['kernel']}. Do not edit: run it again.\n\n"
        "Median (lowest–highest) of the rounds; latencies are percentiles of the pooled rounds. «CPU» is processor time of the "
        "server without the JVM's compilers. «limit» is a program that moves the same bytes and does nothing else; for "
        "latency and small requests, a server that answers from memory. "
        f"`*`: every sample was disturbed, others used more than {FOREIGN} processors while it was taken.\n"
        + ("\n**Small sizes (`--quick`): shows that things work, not who is faster.**\n" if meta["quick"] else ""))
    goals = goals_table(document)
    parts = [head, "## Goals\n\n" + goals if goals else "", "## All figures\n\n" + full_table(document),
             "## Server time by kind of thread, last round\n" + threads(document), "## Failures\n\n" + failures(document)]
    return "\n\n".join(part.strip() for part in parts if part) + "\n"
