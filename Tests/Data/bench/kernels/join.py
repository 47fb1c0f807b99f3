import sys

n = int(sys.argv[1])
orders = [{"id": i, "customer": i * 17 % (n // 5), "amount": i % 100} for i in range(n)]
customers = [{"customer": i, "city": "c%d" % (i % 40)} for i in range(n // 5)]
known = {c["customer"]: c for c in customers}
joined = [{**o, "city": known[o["customer"]]["city"]} for o in orders if o["customer"] in known]
print(len(joined))
print(sum(j["amount"] for j in joined if j["city"] == "c7"))
sums = {}
for j in joined:
    sums[j["city"]] = sums.get(j["city"], 0) + j["amount"]
print(", ".join("%s %d" % pair for pair in sorted(sums.items(), key=lambda p: (-p[1], p[0]))[:3]))
print(len({o["customer"] for o in orders}))
