import re
import sys

n = int(sys.argv[1])
log = "\n".join(
    "10.0.%d.%d GET /api/v%d/item/%d %d %dms" % (i % 7, i % 251, i % 3, i * 37 % 1000, 500 if i % 11 == 0 else 200, i % 97)
    for i in range(1, n + 1)
)
failed = [line for line in log.split("\n") if re.search(r" 5\d\d \d+ms$", line)]
print(len(failed))
slow = total = 0
pattern = re.compile(r"^(?P<ip>\S+) GET /api/(?P<version>v\d)/\S+ (?P<status>\d+) (?P<took>\d+)ms")
for line in log.split("\n"):
    found = pattern.search(line)
    took = int(found["took"])
    if took > 90 and found["version"] == "v2":
        slow += 1
    total += took
print(slow)
print(total)
print(len({re.sub(r"/item/\d+", "/item/N", line) for line in failed}))
