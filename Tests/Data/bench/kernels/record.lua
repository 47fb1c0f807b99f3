local function main(n)
  local r, keys = {}, 0
  for i = 0, n - 1 do
    r["k" .. i] = i
    keys = keys + 1
  end
  for i = 0, n - 1 do
    local k = "k" .. i * 7 % n
    r[k] = r[k] + i
  end
  local check = 0
  for i = 0, n - 1 do check = (check * 3 + r["k" .. i]) % 1000003 end
  print(keys)
  print(check)
end
main(tonumber(arg[1]))
