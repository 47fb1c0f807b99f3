import sys

n = int(sys.argv[1])
adders = [lambda x, k=k: x + k for k in range(1, 11)]
total = 0
for i in range(n):
    scale = lambda x, y: x * i + y
    total = (total + adders[i % 10](i) + scale(2, 1)) % 1000003
print(total)
