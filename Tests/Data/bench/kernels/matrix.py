import sys

n = int(sys.argv[1])
a = [[(i * 3 + j) % 7 for j in range(n)] for i in range(n)]
b = [[(i + j * 5) % 11 for j in range(n)] for i in range(n)]
c = [[0 for j in range(n)] for i in range(n)]
for i in range(n):
    for j in range(n):
        sum = 0
        for k in range(n):
            sum += a[i][k] * b[k][j]
        c[i][j] = sum
trace = 0
for i in range(n):
    trace += c[i][i] + c[i][n - 1 - i]
print(trace)
