import sys


def entry(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def times(v):
    n = len(v)
    out = []
    for i in range(n):
        sum = 0.0
        for j in range(n):
            sum += entry(i, j) * v[j]
        out.append(sum)
    return out


def transposed(v):
    n = len(v)
    out = []
    for i in range(n):
        sum = 0.0
        for j in range(n):
            sum += entry(j, i) * v[j]
        out.append(sum)
    return out


def main(n):
    u = [1.0 for i in range(n)]
    v = []
    for round in range(3):
        v = transposed(times(u))
        u = transposed(times(v))
    uv = vv = 0.0
    for i in range(n):
        uv += u[i] * v[i]
        vv += v[i] * v[i]
    print("%.9f" % (uv / vv))


main(int(sys.argv[1]))
