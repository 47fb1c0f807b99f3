local n = tonumber(arg[1])
local odd = {}
for x = 1, n do if x % 2 == 1 then odd[#odd + 1] = x * x % 1009 end end
local large, sum, max = 0, 0, odd[1]
for _, x in ipairs(odd) do if x > 500 then large = large + 1 end end
for _, x in ipairs(odd) do sum = sum + x end
for _, x in ipairs(odd) do if x > max then max = x end end
local any, all = false, true
for _, x in ipairs(odd) do if x == 1010 then any = true; break end end
for _, x in ipairs(odd) do if x >= 1009 then all = false; break end end
local sevens = 0
for x = 1, n do if x % 7 == 3 then sevens = sevens + x end end
local first
for _, x in ipairs(odd) do if (x + 1) % 10 == 0 then first = x + 1; break end end
print(large)
print(sum)
print(max)
print(any)
print(all)
print(sevens)
print(first)
