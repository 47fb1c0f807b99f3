import json
import sys

n = int(sys.argv[1])
rows = [
    {"id": i, "name": "item %d" % i, "tags": ["a", "b%d" % (i % 3)], "price": i / 4, "nested": {"ok": i % 2 == 0, "note": None}}
    for i in range(n)
]
text = json.dumps(rows, separators=(",", ":"))
back = json.loads(text)
print(len(text))
print(len(back))
print(sum(r["id"] for r in back if r["nested"]["ok"]))
print(" ".join(dict.fromkeys(r["tags"][1] for r in back)))
print(str(json.dumps(back, separators=(",", ":")) == text).lower())
