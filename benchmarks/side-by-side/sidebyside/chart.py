"""The results as an SVG chart that reads on light and on dark pages."""
from html import escape

from sidebyside.goals import outcomes
from sidebyside.table import number

WIDTH, LEFT, BAR, ROW, TOP = 900, 380, 300, 22, 74
STYLE = """
text { font: 12px system-ui, sans-serif; fill: #1f2328 } .dim { fill: #59636e } .head { font-size: 15px; font-weight: 600 }
.peer { fill: #afb8c1 } .met { fill: #1a7f37 } .missed { fill: #bc4c00 } .goal { stroke: #1f2328; stroke-width: 2 }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .dim { fill: #9198a1 } .peer { fill: #3d444d }
.met { fill: #2ea043 } .missed { fill: #db6d28 } .goal { stroke: #e6edf3 } }"""


def share(outcome):
    """What the second broker needs of what the first does; of throughput the inverse. And the same of the goal."""
    ratio, goal = outcome.row["ratio"], float(outcome.goal.split()[1].rstrip(","))
    return (1 / ratio if ratio else 9.0, 1 / goal) if outcome.row["better"] == "higher" else (ratio, goal)


def bar(outcome, names, y):
    needed, goal = share(outcome)
    length, mark = min(needed, 1.25) * BAR, LEFT + goal * BAR
    first, second = (outcome.row[name] for name in names)
    figures = f"{number(second['median'])} {outcome.row['unit']}  ·  {number(first['median'])}"
    starred = "*" if first["disturbed"] or second["disturbed"] else ""
    return (
        f'<text x="{LEFT - 8}" y="{y + 14}" text-anchor="end">{escape(outcome.title)}{starred}</text>'
        f'<rect class="peer" x="{LEFT}" y="{y + 3}" width="{BAR}" height="15" rx="2"/>'
        f'<rect class="{"missed" if outcome.met == "no" else "met"}" x="{LEFT}" y="{y + 3}" width="{max(1, length):.1f}" height="15" rx="2"/>'
        f'<line class="goal" x1="{mark:.1f}" x2="{mark:.1f}" y1="{y + 1}" y2="{y + 20}"/>'
        f'<text class="dim" x="{LEFT + 1.25 * BAR + 10}" y="{y + 14}">{figures}</text>')


def svg(document):
    """Empty unless two brokers were compared."""
    names, meta = document["names"], document["meta"]
    shown = [o for o in outcomes(document["summary"], names) if not o.metric.endswith("mb_s") or o.metric.startswith("fsync")]
    if not shown:
        return ""
    height = TOP + ROW * len(shown) + 40
    first, second = (escape(name.capitalize()) for name in names)
    disturbed = any(o.row[name]["disturbed"] for o in shown for name in names)
    foot = f"{meta['date']}, {meta['rounds']} rounds in alternation, {meta['cpus']} processors, JDK {meta['java']}"
    foot += "; small sizes" if meta["quick"] else ""
    foot += "; *: taken on a busy machine" if disturbed else ""
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" role="img">',
        f"<title>{second} beside {first}</title><style>{STYLE}</style>",
        f'<text class="head" x="12" y="24">What {second} needs of what {first} {escape(meta["kafka"])} needs</text>',
        '<text class="dim" x="12" y="44">shorter is better; grey: the peer; line: the goal; green: met; orange: missed</text>',
        f'<text class="dim" x="{LEFT + BAR}" y="{TOP - 8}" text-anchor="middle">100 %</text>',
        f'<text class="dim" x="{LEFT}" y="{TOP - 8}">0</text>',
        f'<text class="dim" x="{LEFT + 1.25 * BAR + 10}" y="{TOP - 8}">{second} · {first}</text>',
        *[bar(outcome, names, TOP + ROW * i) for i, outcome in enumerate(shown)],
        f'<text class="dim" x="12" y="{height - 14}">{escape(foot)}</text>', "</svg>"]) + "\n"
