import sys


def main(n):
    r = {}
    for i in range(n):
        r["k%d" % i] = i
    for i in range(n):
        r["k%d" % (i * 7 % n)] += i
    check = 0
    for i in range(n):
        check = (check * 3 + r["k%d" % i]) % 1000003
    print(len(r))
    print(check)


main(int(sys.argv[1]))
