import sys

n = int(sys.argv[1])
text = "(a[b]c)(d)" * (n // 10)
depth = deepest = letters = 0
for i in range(len(text)):
    c = text[i]
    if c == "(" or c == "[":
        depth += 1
        if depth > deepest:
            deepest = depth
    elif c == ")" or c == "]":
        depth -= 1
    else:
        letters += 1
print(depth)
print(deepest)
print(letters)
