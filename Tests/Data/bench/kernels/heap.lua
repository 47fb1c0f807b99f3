local function main(n)
  local heap, seed = {}, 11
  for i = 0, n - 1 do
    seed = (seed * 1103515245 + 12345) % 2147483648
    heap[i] = seed // 32
    local at = i
    while at > 0 and heap[(at - 1) // 2] > heap[at] do
      local up = (at - 1) // 2
      heap[at], heap[up] = heap[up], heap[at]
      at = up
    end
  end
  local size, check = n, 0
  while size > 0 do
    check = (check * 31 + heap[0]) % 1000003
    size = size - 1
    heap[0] = heap[size]
    local at, child = 0, 1
    while child < size do
      if child + 1 < size and heap[child + 1] < heap[child] then child = child + 1 end
      if heap[at] <= heap[child] then break end
      heap[at], heap[child] = heap[child], heap[at]
      at = child
      child = 2 * at + 1
    end
  end
  print(check)
end
main(tonumber(arg[1]))
