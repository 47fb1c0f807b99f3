local n = tonumber(arg[1])
local p = {x = 0, y = 1, step = {dx = 3, dy = 5}, hits = 0}
for i = 1, n do
  p.x = (p.x + p.step.dx) % 1009
  p.y = (p.y + p.step.dy + p.x) % 2003
  if p.x < p.y then p.hits = p.hits + 1 end
  p.step.dx = i % 17
end
print(p.x)
print(p.y)
print(p.hits)
