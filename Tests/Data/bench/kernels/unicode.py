import sys

n = int(sys.argv[1])
text = "süden, köln €3 " * (n // 15)
size = len(text)
umlauts = euros = 0
for i in range(size):
    c = text[i]
    if c == "ü":
        umlauts += 1
    elif text[size - 1 - i] == "€":
        euros += 1
print(size)
print(umlauts)
print(euros)
print(text.upper().find("€3 S"))
