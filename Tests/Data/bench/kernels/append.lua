local n = tonumber(arg[1])
local squares = {}
for i = 1, n do squares[#squares + 1] = i * i % 1000 end
print(#squares)
print(squares[#squares])
local total = 0
for _, s in ipairs(squares) do total = total + s end
print(total)
