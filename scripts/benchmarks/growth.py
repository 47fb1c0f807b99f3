#!/usr/bin/env python3
"""Times questions about vaults of more and more events: growth.py FOLDER FROM TO PLOT.svg"""
import math
import os
import statistics
import subprocess
import sys
import time

COUNTS = (10_000, 100_000, 1_000_000)
COLORS = ("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#777777")


def questions(first, end):
    month = "events --from %s --to %s" % (first, end)
    return (
        ("one page of a type", "events --all --type 2304 | first 20 | to csv"),
        ("length of a month", month + " | length"),
        ("top ten, absorbed", month + " --type 2100 | count-by .account | sort-by .count --desc | first 10 | to csv"),
        ("top ten, a closure", month + " | where {|e| $e.type == 2100} | count-by .account | sort-by .count --desc | first 10 | to csv"),
        ("group-by with totals", month + " | group-by .type --count --max date | to csv"),
        ("uniq of a column", month + " | select project | uniq | length"),
        ("export of a month", month + " --type 2100 | select date type actor account secret project ip device"),
    )


def milliseconds(code, vault):
    # Rows that no command made text of go out as they are read.
    form = [] if code.endswith(("to csv", "length")) else ["--format", "csv"]
    argv = [os.environ["SMS"], *form, "-c", code]
    times = []
    for _ in range(int(os.environ.get("ROUNDS", "5")) + 1):
        start = time.perf_counter()
        subprocess.run(argv, env=dict(os.environ, SMS_VAULT=vault), stdout=subprocess.DEVNULL, check=True)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times[1:])


def exponent(times, empty):
    """The slope of the logarithms, of what the events add."""
    points = [(math.log10(c), math.log10(max(t - empty, 0.1))) for c, t in zip(COUNTS, times)]
    x = statistics.mean(p[0] for p in points)
    y = statistics.mean(p[1] for p in points)
    return sum((a - x) * (b - y) for a, b in points) / sum((a - x) ** 2 for a, _ in points)


def plot(rows, path):
    left, top, width, height = 60, 20, 420, 300
    high = math.ceil(math.log10(max(max(times) for _, times, _ in rows)))
    place = lambda count, t: (
        left + (math.log10(count) - 4) / 2 * width,
        top + height - math.log10(max(t, 1)) / high * height,
    )
    out = ['<svg xmlns="http://www.w3.org/2000/svg" width="760" height="370" font-family="sans-serif" font-size="12">']
    out.append('<rect width="760" height="370" fill="white"/>')
    for power in range(high + 1):
        y = place(10_000, 10**power)[1]
        out.append('<path d="M%d %.1fh%d" stroke="#ddd"/>' % (left, y, width))
        out.append('<text x="%d" y="%.1f" text-anchor="end">%d ms</text>' % (left - 6, y + 4, 10**power))
    for count in COUNTS:
        x = place(count, 1)[0]
        out.append('<text x="%.1f" y="%d" text-anchor="middle">%d events</text>' % (x, top + height + 20, count))
    for index, (name, times, slope) in enumerate(rows):
        points = [place(c, t) for c, t in zip(COUNTS, times)]
        color = COLORS[index % len(COLORS)]
        path_data = "M" + " L".join("%.1f %.1f" % p for p in points)
        out.append('<path d="%s" fill="none" stroke="%s" stroke-width="2"/>' % (path_data, color))
        y = top + 20 + index * 20
        out.append('<path d="M%d %dh20" stroke="%s" stroke-width="2"/>' % (left + width + 20, y - 4, color))
        out.append('<text x="%d" y="%d">%s (%.2f)</text>' % (left + width + 46, y, name, slope))
    out.append("</svg>\n")
    with open(path, "w") as file:
        file.write("\n".join(out))


def main():
    folder, first, end, path = sys.argv[1:5]
    empty = milliseconds("events --all --type 2304 | length", os.path.join(folder, "empty.db"))
    rows = []
    lines = ["an empty vault answers in %.1f ms" % empty]
    for name, code in questions(first, end):
        times = [milliseconds(code, os.path.join(folder, "%d.vault.db" % count)) for count in COUNTS]
        rows.append((name, times, exponent(times, empty)))
        lines.append("%-22s %s   exponent %.2f" % (name, " ".join("%9.1f ms" % t for t in times), rows[-1][2]))
    print("\n".join(lines))
    plot(rows, path)
    if os.environ.get("BENCH_TABLE"):
        with open(os.environ["BENCH_TABLE"], "a") as table:
            for name, times, slope in rows:
                cells = ", ".join("%.1f ms" % t for t in times)
                table.write("| %s of 10^4, 10^5, 10^6 events | | %s | | exponent %.2f |\n" % (name, cells, slope))


if __name__ == "__main__":
    main()
