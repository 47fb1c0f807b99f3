local n = tonumber(arg[1])
local stack = {}
for i = 0, n // 16 - 1 do stack[#stack + 1] = {low = i * 16, high = i * 16 + 16} end
local leaves, check = 0, 0
while #stack > 0 do
  local part = table.remove(stack)
  if part.high - part.low <= 2 then
    leaves = leaves + 1
    check = (check * 7 + part.low) % 1000003
  else
    local mid = (part.low + part.high) // 2
    stack[#stack + 1] = {low = part.low, high = mid}
    stack[#stack + 1] = {low = mid, high = part.high}
  end
end
print(leaves)
print(check)
