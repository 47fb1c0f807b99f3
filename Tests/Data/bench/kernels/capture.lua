local n = tonumber(arg[1])
local adders = {}
for k = 1, 10 do adders[k] = function(x) return x + k end end
local total = 0
for i = 0, n - 1 do
  local scale = function(x, y) return x * i + y end
  total = (total + adders[i % 10 + 1](i) + scale(2, 1)) % 1000003
end
print(total)
