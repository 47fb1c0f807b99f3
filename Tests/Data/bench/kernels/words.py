import sys

n = int(sys.argv[1])
text = " ".join(str(i) if i % 5 == 0 else "word" + "y" * (i % 9) for i in range(1, n + 1))
longest = ""
digits = total = 0
for word in text.split(" "):
    total += len(word)
    if len(word) > len(longest):
        longest = word
    if word[0] in ("1", "2", "3", "4", "5", "6", "7", "8", "9"):
        digits += 1
print(longest)
print(digits)
print(total)
