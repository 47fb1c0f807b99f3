import sys

n = int(sys.argv[1])
rows = [{"id": i, "key": i * 7919 % 1009, "name": "row %d" % (i * 31 % 5003)} for i in range(n)]
ordered = sorted(rows, key=lambda r: (-r["key"], r["name"]))
print(ordered[0]["id"])
print(ordered[-1]["id"])
print("; ".join("%d %s" % (r["key"], r["name"]) for r in ordered[:5]))
print(" ".join(str(r["id"]) for r in sorted(rows, key=lambda r: r["id"] % 97 * 100 - r["key"])[:5]))
