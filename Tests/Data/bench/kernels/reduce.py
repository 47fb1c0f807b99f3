import sys
from functools import reduce

n = int(sys.argv[1])


def keep(acc, x):
    if x % 3 != 0:
        acc.append(x * x % 101)
    return acc


kept = reduce(keep, range(1, n + 1), [])
sums = reduce(
    lambda acc, x: {"total": acc["total"] + x, "most": x if x > acc["most"] else acc["most"]},
    kept,
    {"total": 0, "most": 0},
)
print(len(kept))
print(sums["total"])
print(sums["most"])
