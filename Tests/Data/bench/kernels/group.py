import sys
from collections import Counter

n = int(sys.argv[1])
sales = [{"city": "c%d" % (i * 37 % 500), "amount": i % 91, "day": i * 13 % 30} for i in range(n)]
towns = {}
for s in sales:
    t = towns.setdefault(s["city"], [0, 0])
    t[0] += 1
    t[1] += s["amount"]
ordered = sorted(towns.items(), key=lambda t: (-t[1][1], t[0]))
print(len(ordered))
print(", ".join("%s %d %d" % (city, count, total) for city, (count, total) in ordered[:3]))
days = {}
for s in sales:
    days.setdefault(s["day"], []).append(s)
print(", ".join("%d %d %d" % (d, max(s["amount"] for s in rows), len(rows)) for d, rows in sorted(days.items())[:3]))
counts = Counter(s["day"] for s in sales if s["amount"] > 45)
print(", ".join("%d %d" % pair for pair in sorted(counts.items(), key=lambda p: (-p[1], p[0]))[:2]))
