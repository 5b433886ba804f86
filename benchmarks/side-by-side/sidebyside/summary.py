"""Medians over rounds, ratios, pooled histograms, the limit of each figure."""
import re
import statistics

from sidebyside import limit

FOREIGN = 0.25  # processors used by others above which a sample counts as disturbed
PERCENTILES = {"p50": 0.5, "p99": 0.99, "p999": 0.999}
UNITS = (
    ("_s_per_gib", "s/GiB"), ("cpu_ms_per_s", "ms/s"), ("mb_s", "MB/s"), ("requests_s", "req/s"), ("_us_per_request", "µs"),
    ("_us_per_record", "µs"), ("_us_each", "µs"), ("_us", "µs"), ("_ms", "ms"), ("_mib", "MiB"), ("_per_s", "/s"),
    ("_s", "s"))


def unit(metric):
    return next((name for suffix, name in UNITS if metric.endswith(suffix)), "")


def more_is_better(metric):
    return unit(metric) in ("MB/s", "req/s", "/s")


def limit_of(metric):
    """The metric of the bare programs that bounds one of a broker; the floor bounds under the same name."""
    if match := re.fullmatch(r"produce/.*/(16K|64K)/none/.*/(server_cpu.*)", metric):
        return f"limit/append/{match[1]}/{match[2]}"
    if match := re.fullmatch(r"consume/.*/none/.*/(server_cpu.*)", metric):
        return f"limit/sendfile/{match[1]}"
    return metric


def percentile(histogram, share):
    """Of {value: count}: the smallest value that at least this share of all does not exceed."""
    rank, seen = share * sum(histogram.values()), 0
    for value in sorted(histogram):
        seen += histogram[value]
        if seen >= rank:
            return value
    return None


def pooled(histograms):
    total = {}
    for histogram in histograms:
        for value, count in histogram.items():
            total[value] = total.get(value, 0) + count
    return total


def undisturbed(sessions, metric, kind):
    """The samples of a metric that count, and how many do not: calm ones where there are any, else all."""
    got = [(s[kind][metric], s["foreign_cpu"].get(metric, 0.0)) for s in sessions if s[kind].get(metric) is not None]
    calm = [value for value, foreign in got if foreign <= FOREIGN]
    return calm or [value for value, _ in got], len(got) - len(calm) if calm else 0, bool(got) and not calm


def cell(middle, values, left_out, disturbed):
    return {"median": middle, "min": min(values), "max": max(values), "n": len(values), "left_out": left_out,
            "disturbed": disturbed}


def cells(sessions):
    """Metric to cell, for one target."""
    found = {}
    for metric in dict.fromkeys(key for s in sessions for key in s["metrics"]):
        values, left_out, disturbed = undisturbed(sessions, metric, "metrics")
        if values:
            found[metric] = cell(statistics.median(values), values, left_out, disturbed)
    for metric in dict.fromkeys(key for s in sessions for key in s["histograms"]):
        histograms, left_out, disturbed = undisturbed(sessions, metric, "histograms")
        whole = pooled(histograms)
        for name, share in PERCENTILES.items():
            each = [percentile(histogram, share) for histogram in histograms]
            found[f"{metric}_{name}_us"] = cell(percentile(whole, share), each, left_out, disturbed)
    return found


def verdict(metric, first, second):
    """Whether the ranges lie apart."""
    if min(first["n"], second["n"]) < 3:
        return "few samples"
    if second["min"] <= first["max"] and second["max"] >= first["min"]:
        return "overlap"
    return "better" if (second["median"] > first["median"]) == more_is_better(metric) else "worse"


def summarise(sessions, names):
    """Metric to unit, direction, a cell for each target and for the limit, ratio and verdict of the first two."""
    by_target = {name: cells([s for s in sessions if s["target"] == name]) for name in (*names, limit.NAME)}
    summary = {}
    for metric in dict.fromkeys(key for name in names for key in by_target[name]):
        row = {"unit": unit(metric), "better": "higher" if more_is_better(metric) else "lower"}
        for name in names:
            row[name] = by_target[name].get(metric)
        row[limit.NAME] = by_target[limit.NAME].get(limit_of(metric))
        if len(names) == 2:
            first, second = (row[name] for name in names)
            if first and second and first["median"]:
                row["ratio"] = second["median"] / first["median"]
                row["ranges"] = verdict(metric, first, second)
        summary[metric] = row
    return summary
