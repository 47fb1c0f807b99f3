import sys


class Odd(Exception):
    pass


def half(x):
    if x % 10 == 3:
        raise Odd("not %d" % x)
    return x // 2


def main(n):
    total = failed = 0
    for i in range(1, n + 1):
        try:
            total += half(i)
        except Odd:
            failed += 1
    print(total)
    print(failed)


main(int(sys.argv[1]))
