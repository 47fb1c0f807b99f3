import sys

n = int(sys.argv[1])
prime = [i > 1 for i in range(n + 1)]
i = 2
while i * i <= n:
    if prime[i]:
        j = i * i
        while j <= n:
            prime[j] = False
            j += i
    i += 1
count = 0
for p in prime:
    if p:
        count += 1
print(count)
