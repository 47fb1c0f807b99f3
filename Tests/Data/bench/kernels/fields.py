import sys

n = int(sys.argv[1])
p = {"x": 0, "y": 1, "step": {"dx": 3, "dy": 5}, "hits": 0}
for i in range(1, n + 1):
    p["x"] = (p["x"] + p["step"]["dx"]) % 1009
    p["y"] = (p["y"] + p["step"]["dy"] + p["x"]) % 2003
    if p["x"] < p["y"]:
        p["hits"] += 1
    p["step"]["dx"] = i % 17
print(p["x"])
print(p["y"])
print(p["hits"])
