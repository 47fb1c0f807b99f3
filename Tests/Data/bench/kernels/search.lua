local function place(xs, size, wanted)
  local low, high = 0, size
  while low < high do
    local mid = (low + high) // 2
    if xs[mid] < wanted then low = mid + 1 else high = mid end
  end
  return low
end
local function main(n)
  local xs = {}
  for i = 0, n - 1 do xs[i] = i * 3 end
  local check = 0
  for i = 0, n - 1 do check = (check + place(xs, n, i * 7 % (3 * n))) % 1000003 end
  print(check)
end
main(tonumber(arg[1]))
