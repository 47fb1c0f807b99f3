local n = tonumber(arg[1])
local orders, customers = {}, {}
for i = 0, n - 1 do orders[i + 1] = {id = i, customer = i * 17 % (n // 5), amount = i % 100} end
for i = 0, n // 5 - 1 do customers[i + 1] = {customer = i, city = "c" .. i % 40} end
local known = {}
for _, c in ipairs(customers) do known[c.customer] = c end
local joined = {}
for _, o in ipairs(orders) do
  local c = known[o.customer]
  if c then joined[#joined + 1] = {id = o.id, customer = o.customer, amount = o.amount, city = c.city} end
end
local sum = 0
for _, j in ipairs(joined) do if j.city == "c7" then sum = sum + j.amount end end
print(#joined)
print(sum)
local sums, towns = {}, {}
for _, j in ipairs(joined) do
  if not sums[j.city] then
    sums[j.city] = {city = j.city, sum = 0}
    towns[#towns + 1] = sums[j.city]
  end
  sums[j.city].sum = sums[j.city].sum + j.amount
end
table.sort(towns, function(a, b)
  if a.sum ~= b.sum then return a.sum > b.sum end
  return a.city < b.city
end)
print(towns[1].city .. " " .. towns[1].sum .. ", " .. towns[2].city .. " " .. towns[2].sum .. ", " .. towns[3].city .. " " .. towns[3].sum)
local seen, distinct = {}, 0
for _, o in ipairs(orders) do
  if not seen[o.customer] then
    seen[o.customer] = true
    distinct = distinct + 1
  end
end
print(distinct)
