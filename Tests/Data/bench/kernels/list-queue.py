import sys
from collections import deque


def main(n):
    distance = [-1 for i in range(n)]
    queue = deque([0])
    distance[0] = 0
    farthest = seen = 0
    while len(queue) > 0:
        at = queue.popleft()
        seen += 1
        for next in (2 * at + 1, 5 * at + 2, at + 3):
            if next < n:
                if distance[next] < 0:
                    distance[next] = distance[at] + 1
                    farthest = distance[next]
                    queue.append(next)
    print(seen)
    print(farthest)


main(int(sys.argv[1]))
