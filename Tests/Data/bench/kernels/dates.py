import sys
from collections import Counter
from datetime import datetime, timedelta, timezone

n = int(sys.argv[1])
start = datetime(2024, 1, 1, 6, 30, tzinfo=timezone.utc)
weekend = hours = march = 0
first, end = datetime(2024, 3, 1, tzinfo=timezone.utc), datetime(2024, 4, 1, tzinfo=timezone.utc)
for i in range(n):
    date = start + timedelta(minutes=37) * i
    if date.weekday() >= 5:
        weekend += 1
    hours += date.hour
    if first <= date < end:
        march += 1
print(weekend)
print(hours)
print(march)
texts = [(start + timedelta(hours=11) * i).strftime("%Y-%m-%d %H:%M") for i in range(n)]
print(texts[-1])
print(len([d for d in (datetime.fromisoformat(t) for t in texts) if d.day == 5]))
print(" ".join(str(count) for _, count in sorted(Counter(datetime.fromisoformat(t).month for t in texts).items())))
