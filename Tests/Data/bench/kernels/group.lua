local n = tonumber(arg[1])
local sales = {}
for i = 0, n - 1 do sales[i + 1] = {city = "c" .. i * 37 % 500, amount = i % 91, day = i * 13 % 30} end
local function head(list, count, f)
  local out = {}
  for i = 1, math.min(count, #list) do out[i] = f(list[i]) end
  return table.concat(out, ", ")
end
local byCity, towns = {}, {}
for _, s in ipairs(sales) do
  local t = byCity[s.city]
  if not t then
    t = {city = s.city, count = 0, sum = 0}
    byCity[s.city] = t
    towns[#towns + 1] = t
  end
  t.count = t.count + 1
  t.sum = t.sum + s.amount
end
table.sort(towns, function(a, b)
  if a.sum ~= b.sum then return a.sum > b.sum end
  return a.city < b.city
end)
print(#towns)
print(head(towns, 3, function(t) return t.city .. " " .. t.count .. " " .. t.sum end))
local byDay, days = {}, {}
for _, s in ipairs(sales) do
  local d = byDay[s.day]
  if not d then
    d = {day = s.day, rows = {}}
    byDay[s.day] = d
    days[#days + 1] = d
  end
  d.rows[#d.rows + 1] = s
end
table.sort(days, function(a, b) return a.day < b.day end)
print(head(days, 3, function(d)
  local top = 0
  for _, s in ipairs(d.rows) do if s.amount > top then top = s.amount end end
  return d.day .. " " .. top .. " " .. #d.rows
end))
local counts, listed = {}, {}
for _, s in ipairs(sales) do
  if s.amount > 45 then
    if not counts[s.day] then
      counts[s.day] = {day = s.day, count = 0}
      listed[#listed + 1] = counts[s.day]
    end
    counts[s.day].count = counts[s.day].count + 1
  end
end
table.sort(listed, function(a, b)
  if a.count ~= b.count then return a.count > b.count end
  return a.day < b.day
end)
print(head(listed, 2, function(d) return d.day .. " " .. d.count end))
