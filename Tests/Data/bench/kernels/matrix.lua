local n = tonumber(arg[1])
local function make(f)
  local rows = {}
  for i = 0, n - 1 do
    local row = {}
    for j = 0, n - 1 do row[j] = f(i, j) end
    rows[i] = row
  end
  return rows
end
local a = make(function(i, j) return (i * 3 + j) % 7 end)
local b = make(function(i, j) return (i + j * 5) % 11 end)
local c = make(function(i, j) return 0 end)
for i = 0, n - 1 do
  for j = 0, n - 1 do
    local sum = 0
    for k = 0, n - 1 do sum = sum + a[i][k] * b[k][j] end
    c[i][j] = sum
  end
end
local trace = 0
for i = 0, n - 1 do trace = trace + c[i][i] + c[i][n - 1 - i] end
print(trace)
