import sys

n = int(sys.argv[1])
odd = [x * x % 1009 for x in range(1, n + 1) if x % 2 == 1]
print(len([x for x in odd if x > 500]))
print(sum(odd))
print(max(odd))
print(str(any(x == 1010 for x in odd)).lower())
print(str(all(x < 1009 for x in odd)).lower())
print(sum(x for x in range(1, n + 1) if x % 7 == 3))
print(next(x + 1 for x in odd if (x + 1) % 10 == 0))
