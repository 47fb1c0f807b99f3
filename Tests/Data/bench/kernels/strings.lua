local n = tonumber(arg[1])
local parts = {}
for i = 1, n do parts[i] = ("Name%d;  value %d ;x=%d"):format(i % 100, i, i % 7) end
local text = table.concat(parts, "\n")
local out = {}
for line in text:gmatch("[^\n]+") do
  local cells = {}
  for cell in line:gmatch("[^;]+") do cells[#cells + 1] = cell end
  local name = cells[1]:upper()
  local value = cells[2]:match("^%s*(.-)%s*$"):gsub(" ", "-")
  local left, right = cells[3]:match("([^=]*)=(.*)")
  out[#out + 1] = table.concat({name, value, right .. ":" .. left}, ",")
end
print(out[1])
print(out[#out])
local all = table.concat(out, "|")
print(#all)
print(#(all:gsub("NAME", "n")))
local starting, holding = 0, 0
for _, line in ipairs(out) do
  if line:sub(1, 5) == "NAME1" then starting = starting + 1 end
  if line:find("99,", 1, true) then holding = holding + 1 end
end
print(starting)
print(holding)
