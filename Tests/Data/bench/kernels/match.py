import sys


def main(n):
    words = ["push", "add", "jump", "halt"]
    acc = pc = 0
    for i in range(1, n + 1):
        match i % 9:
            case 0:
                acc += 1
            case 1:
                acc += pc
            case 2:
                acc = acc * 3 % 10007
            case 3:
                pc += 1
            case 4:
                pc = pc % 5
            case 5:
                acc -= 2
            case 6:
                acc = acc % 5003
            case _:
                pc += 2
        match words[i % 4]:
            case "push":
                acc += 1
            case "add":
                acc += 2
            case "jump":
                acc += pc % 3
    print(acc)
    print(pc)


main(int(sys.argv[1]))
