local n = tonumber(arg[1])
local text = ("(a[b]c)(d)"):rep(n // 10)
local depth, deepest, letters = 0, 0, 0
for i = 1, #text do
  local c = text:sub(i, i)
  if c == "(" or c == "[" then
    depth = depth + 1
    if depth > deepest then deepest = depth end
  elseif c == ")" or c == "]" then
    depth = depth - 1
  else
    letters = letters + 1
  end
end
print(depth)
print(deepest)
print(letters)
