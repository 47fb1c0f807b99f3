import sys


def place(xs, wanted):
    low, high = 0, len(xs)
    while low < high:
        mid = (low + high) // 2
        if xs[mid] < wanted:
            low = mid + 1
        else:
            high = mid
    return low


def main(n):
    xs = [i * 3 for i in range(n)]
    check = 0
    for i in range(n):
        check = (check + place(xs, i * 7 % (3 * n))) % 1000003
    print(check)


main(int(sys.argv[1]))
