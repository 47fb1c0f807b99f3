local function made(n, seed)
  local out = {}
  for i = 1, n do
    out[i] = i * i % (seed + 6) < 3 and "a" or i % 3 == 0 and "b" or "c"
  end
  return table.concat(out)
end
local function distance(a, b)
  local n, m = #a, #b
  local before = {}
  for j = 0, m do before[j] = j end
  for i = 1, n do
    local row = {[0] = i}
    for j = 1, m do
      local cost = a:sub(i, i) == b:sub(j, j) and 0 or 1
      local best = before[j - 1] + cost
      if before[j] + 1 < best then best = before[j] + 1 end
      if row[j - 1] + 1 < best then best = row[j - 1] + 1 end
      row[j] = best
    end
    before = row
  end
  return before[m]
end
local n = tonumber(arg[1])
print(distance(made(n, 5), made(n, 7)))
