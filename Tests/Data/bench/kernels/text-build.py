import sys


def main(n):
    text = ""
    for i in range(1, n + 1):
        text += "item %d" % i
        if i % 10 == 0:
            text += "\n"
        else:
            text = text + ", "
    print(len(text))
    print(text[100])


main(int(sys.argv[1]))
