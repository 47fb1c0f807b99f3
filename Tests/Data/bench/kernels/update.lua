local function main(n)
  local bins = {}
  for i = 0, n - 1 do bins[i] = 0 end
  local seed = 42
  for i = 1, 2 * n do
    seed = (seed * 1103515245 + 12345) % 2147483648
    local at = seed // 8 % n
    bins[at] = bins[at] + 1
    bins[n - 1 - at] = bins[at] + i % 3
  end
  local check = 0
  for i = 0, n - 1 do check = (check * 31 + bins[i]) % 1000003 end
  print(check)
end
main(tonumber(arg[1]))
