local function tree(n)
  if n == 0 then return nil end
  local left = (n - 1) // 2
  return {left = tree(left), right = tree(n - 1 - left)}
end
local function count(t)
  if t == nil then return 0 end
  return count(t.left) + count(t.right) + 1
end
local function main(n)
  local left, nodes = n, 0
  while left > 0 do
    local size = left > 1023 and 1023 or left
    nodes = nodes + count(tree(size))
    left = left - size
  end
  print(nodes)
end
main(tonumber(arg[1]))
