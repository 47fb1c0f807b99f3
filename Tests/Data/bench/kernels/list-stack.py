import sys

n = int(sys.argv[1])
stack = [{"low": i * 16, "high": i * 16 + 16} for i in range(n // 16)]
leaves = check = 0
while len(stack) > 0:
    part = stack.pop()
    if part["high"] - part["low"] <= 2:
        leaves += 1
        check = (check * 7 + part["low"]) % 1000003
    else:
        mid = (part["low"] + part["high"]) // 2
        stack.append({"low": part["low"], "high": mid})
        stack.append({"low": mid, "high": part["high"]})
print(leaves)
print(check)
