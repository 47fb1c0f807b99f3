import sys


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def gcd(a, b):
    return a if b == 0 else gcd(b, a % b)


total = 0
for i in range(1, int(sys.argv[1]) + 1):
    total += fib(16) + gcd(1134903170, 701408733 - i)
print(total)
