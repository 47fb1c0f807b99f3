local function main(n)
  local distance = {}
  for i = 0, n - 1 do distance[i] = -1 end
  local queue, head = {0}, 1
  distance[0] = 0
  local farthest, seen = 0, 0
  while head <= #queue do
    local at = queue[head]
    queue[head] = false
    head = head + 1
    seen = seen + 1
    for _, next in ipairs({2 * at + 1, 5 * at + 2, at + 3}) do
      if next < n then
        if distance[next] < 0 then
          distance[next] = distance[at] + 1
          farthest = distance[next]
          queue[#queue + 1] = next
        end
      end
    end
  end
  print(seen)
  print(farthest)
end
main(tonumber(arg[1]))
