import sys


def main(n):
    p = list(range(10))
    check = 0
    for round in range(n):
        check = (check * 7 + p[9] + p[0] * 10 + p[5]) % 1000003
        i = 8
        while p[i] > p[i + 1]:
            i -= 1
        j = 9
        while p[j] < p[i]:
            j -= 1
        p[i], p[j] = p[j], p[i]
        lo, hi = i + 1, 9
        while lo < hi:
            p[lo], p[hi] = p[hi], p[lo]
            lo, hi = lo + 1, hi - 1
    print(check)


main(int(sys.argv[1]))
