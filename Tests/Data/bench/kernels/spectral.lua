local function entry(i, j) return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1) end
local function times(v)
  local n, out = #v, {}
  for i = 0, n - 1 do
    local sum = 0.0
    for j = 0, n - 1 do sum = sum + entry(i, j) * v[j + 1] end
    out[#out + 1] = sum
  end
  return out
end
local function transposed(v)
  local n, out = #v, {}
  for i = 0, n - 1 do
    local sum = 0.0
    for j = 0, n - 1 do sum = sum + entry(j, i) * v[j + 1] end
    out[#out + 1] = sum
  end
  return out
end
local function main(n)
  local u, v = {}, {}
  for i = 1, n do u[i] = 1.0 end
  for round = 1, 3 do
    v = transposed(times(u))
    u = transposed(times(v))
  end
  local uv, vv = 0.0, 0.0
  for i = 1, n do
    uv = uv + u[i] * v[i]
    vv = vv + v[i] * v[i]
  end
  print(string.format("%.9f", uv / vv))
end
main(tonumber(arg[1]))
