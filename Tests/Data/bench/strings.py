import sys
def main(n):
    return ",".join([f"item{i}" for i in range(1, n + 1)])
print(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
