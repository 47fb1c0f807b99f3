import sys


def main(n):
    heap = []
    seed = 11
    for i in range(n):
        seed = (seed * 1103515245 + 12345) % 2147483648
        heap.append(seed // 32)
        at = len(heap) - 1
        while at > 0 and heap[(at - 1) // 2] > heap[at]:
            up = (at - 1) // 2
            heap[at], heap[up] = heap[up], heap[at]
            at = up
    size = n
    check = 0
    while size > 0:
        check = (check * 31 + heap[0]) % 1000003
        size -= 1
        heap[0] = heap[size]
        at, child = 0, 1
        while child < size:
            if child + 1 < size and heap[child + 1] < heap[child]:
                child += 1
            if heap[at] <= heap[child]:
                break
            heap[at], heap[child] = heap[child], heap[at]
            at = child
            child = 2 * at + 1
    print(check)


main(int(sys.argv[1]))
