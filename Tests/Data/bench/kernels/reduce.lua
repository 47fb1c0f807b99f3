local n = tonumber(arg[1])
local function reduce(from, to, init, f)
  local acc = init
  for i = from, to do acc = f(acc, i) end
  return acc
end
local kept = reduce(1, n, {}, function(acc, x)
  if x % 3 ~= 0 then acc[#acc + 1] = x * x % 101 end
  return acc
end)
local sums = reduce(1, #kept, {total = 0, most = 0}, function(acc, i)
  local x = kept[i]
  return {total = acc.total + x, most = x > acc.most and x or acc.most}
end)
print(#kept)
print(sums.total)
print(sums.most)
