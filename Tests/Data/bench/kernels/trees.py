import sys


def tree(n):
    if n == 0:
        return None
    left = (n - 1) // 2
    return {"left": tree(left), "right": tree(n - 1 - left)}


def count(t):
    if t is None:
        return 0
    return count(t["left"]) + count(t["right"]) + 1


def main(n):
    left, nodes = n, 0
    while left > 0:
        size = 1023 if left > 1023 else left
        nodes += count(tree(size))
        left -= size
    print(nodes)


main(int(sys.argv[1]))
