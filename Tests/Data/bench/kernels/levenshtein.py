import sys


def made(n, seed):
    return "".join("a" if i * i % (seed + 6) < 3 else "b" if i % 3 == 0 else "c" for i in range(1, n + 1))


def distance(a, b):
    before = list(range(len(b) + 1))
    for i in range(1, len(a) + 1):
        row = [i]
        for j in range(1, len(b) + 1):
            cost = 0 if a[i - 1] == b[j - 1] else 1
            best = before[j - 1] + cost
            if before[j] + 1 < best:
                best = before[j] + 1
            if row[j - 1] + 1 < best:
                best = row[j - 1] + 1
            row.append(best)
        before = row
    return before[len(b)]


n = int(sys.argv[1])
print(distance(made(n, 5), made(n, 7)))
