local function fits(queens, col)
  local row = #queens
  for r = 0, row - 1 do
    local c = queens[r + 1]
    if c == col or c - col == row - r or col - c == row - r then return false end
  end
  return true
end
local function with(list, item)
  local copy = table.move(list, 1, #list, 1, {})
  copy[#copy + 1] = item
  return copy
end
local function place(queens, size)
  if #queens == size then return 1 end
  local found = 0
  for col = 0, size - 1 do
    if fits(queens, col) then found = found + place(with(queens, col), size) end
  end
  return found
end
local total = 0
for round = 1, tonumber(arg[1]) do total = total + place({}, 7) end
print(total)
