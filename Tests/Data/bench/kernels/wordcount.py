import sys

n = int(sys.argv[1])
counts = {}
seed = 7
for i in range(n):
    seed = (seed * 1103515245 + 12345) % 2147483648
    word = "w%d" % (seed // 16 % 3000)
    counts[word] = counts.get(word, 0) + 1
most = distinct = 0
for word, count in counts.items():
    distinct += 1
    if count > most:
        most = count
print(distinct)
print(most)
print(counts["w157"])
