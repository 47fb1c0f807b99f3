import sys

n = int(sys.argv[1])
best = longest = 0
for start in range(1, n + 1):
    x = start
    steps = 0
    while x != 1:
        x = x // 2 if x % 2 == 0 else 3 * x + 1
        steps += 1
    if steps > longest:
        longest = steps
        best = start
print(best)
print(longest)
