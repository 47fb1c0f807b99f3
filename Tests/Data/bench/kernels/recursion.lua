local function fib(n) if n < 2 then return n else return fib(n - 1) + fib(n - 2) end end
local function gcd(a, b) if b == 0 then return a end return gcd(b, a % b) end
local total = 0
for i = 1, tonumber(arg[1]) do total = total + fib(16) + gcd(1134903170, 701408733 - i) end
print(total)
