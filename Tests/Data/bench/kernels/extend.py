import sys


def main(n):
    pairs = []
    for i in range(1, n + 1):
        if i % 3 != 0:
            pairs += [i, i * 2]
    print(len(pairs))
    print(sum(pairs))


main(int(sys.argv[1]))
