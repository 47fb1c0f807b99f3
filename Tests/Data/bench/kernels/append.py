import sys

n = int(sys.argv[1])
squares = []
for i in range(1, n + 1):
    squares.append(i * i % 1000)
print(len(squares))
print(squares[-1])
total = 0
for s in squares:
    total += s
print(total)
