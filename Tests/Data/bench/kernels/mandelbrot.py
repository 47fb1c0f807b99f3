import sys

n = int(sys.argv[1])
inside = 0
for py in range(n):
    for px in range(n):
        cx = 3.0 * px / n - 2.0
        cy = 2.0 * py / n - 1.0
        x = y = 0.0
        i = 0
        while i < 50 and x * x + y * y <= 4.0:
            t = x * x - y * y + cx
            y = 2.0 * x * y + cy
            x = t
            i += 1
        if i == 50:
            inside += 1
print(inside)
