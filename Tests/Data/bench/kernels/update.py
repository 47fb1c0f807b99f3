import sys


def main(n):
    bins = [0 for _ in range(n)]
    seed = 42
    for i in range(1, 2 * n + 1):
        seed = (seed * 1103515245 + 12345) % 2147483648
        at = seed // 8 % n
        bins[at] += 1
        bins[n - 1 - at] = bins[at] + i % 3
    check = 0
    for i in range(n):
        check = (check * 31 + bins[i]) % 1000003
    print(check)


main(int(sys.argv[1]))
