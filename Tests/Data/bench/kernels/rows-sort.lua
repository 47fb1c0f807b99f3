local n = tonumber(arg[1])
local rows = {}
for i = 0, n - 1 do rows[i + 1] = {id = i, key = i * 7919 % 1009, name = "row " .. i * 31 % 5003} end
local function copy() return table.move(rows, 1, n, 1, {}) end
local sorted = copy()
table.sort(sorted, function(a, b)
  if a.key ~= b.key then return a.key > b.key end
  if a.name ~= b.name then return a.name < b.name end
  return a.id < b.id
end)
print(sorted[1].id)
print(sorted[n].id)
local out = {}
for i = 1, 5 do out[i] = sorted[i].key .. " " .. sorted[i].name end
print(table.concat(out, "; "))
for _, r in ipairs(rows) do r.order = r.id % 97 * 100 - r.key end
sorted = copy()
table.sort(sorted, function(a, b)
  if a.order ~= b.order then return a.order < b.order end
  return a.id < b.id
end)
for i = 1, 5 do out[i] = sorted[i].id end
print(table.concat(out, " "))
