local function half(x)
  if x % 10 == 3 then error({code = "odd", msg = "not " .. x}) end
  return x // 2
end
local function main(n)
  local total, failed = 0, 0
  for i = 1, n do
    local ok, e = pcall(function() total = total + half(i) end)
    if not ok and e.code == "odd" then failed = failed + 1 end
  end
  print(total)
  print(failed)
end
main(tonumber(arg[1]))
