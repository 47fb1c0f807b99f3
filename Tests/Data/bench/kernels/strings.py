import sys

n = int(sys.argv[1])
text = "\n".join("Name%d;  value %d ;x=%d" % (i % 100, i, i % 7) for i in range(1, n + 1))
out = []
for line in text.split("\n"):
    cells = line.split(";")
    name = cells[0].upper()
    value = cells[1].strip().replace(" ", "-")
    out.append(",".join([name, value, ":".join(reversed(cells[2].split("=")))]))
print(out[0])
print(out[-1])
joined = "|".join(out)
print(len(joined))
print(len(joined.replace("NAME", "n")))
print(len([line for line in out if line.startswith("NAME1")]))
print(len([line for line in out if "99," in line]))
