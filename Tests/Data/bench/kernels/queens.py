import sys


def fits(queens, col):
    row = len(queens)
    for r in range(row):
        c = queens[r]
        if c == col or c - col == row - r or col - c == row - r:
            return False
    return True


def place(queens, size):
    if len(queens) == size:
        return 1
    found = 0
    for col in range(size):
        if fits(queens, col):
            found += place(queens + [col], size)
    return found


total = 0
for round in range(int(sys.argv[1])):
    total += place([], 7)
print(total)
