local n = tonumber(arg[1])
local inside = 0
for py = 0, n - 1 do
  for px = 0, n - 1 do
    local cx = 3.0 * px / n - 2.0
    local cy = 2.0 * py / n - 1.0
    local x, y, i = 0.0, 0.0, 0
    while i < 50 and x * x + y * y <= 4.0 do
      local t = x * x - y * y + cx
      y = 2.0 * x * y + cy
      x = t
      i = i + 1
    end
    if i == 50 then inside = inside + 1 end
  end
end
print(inside)
