local n = tonumber(arg[1])
local parts = {}
for i = 1, n do
  parts[i] = ("10.0.%d.%d GET /api/v%d/item/%d %d %dms"):format(i % 7, i % 251, i % 3, i * 37 % 1000, i % 11 == 0 and 500 or 200, i % 97)
end
local log = table.concat(parts, "\n")
local lines, failed = {}, {}
for line in log:gmatch("[^\n]+") do lines[#lines + 1] = line end
for _, line in ipairs(lines) do if line:find(" 5%d%d %d+ms$") then failed[#failed + 1] = line end end
print(#failed)
local slow, total = 0, 0
for _, line in ipairs(lines) do
  local ip, version, status, took = line:match("^(%S+) GET /api/(v%d)/%S+ (%d+) (%d+)ms")
  took = math.tointeger(took)
  if took > 90 and version == "v2" then slow = slow + 1 end
  total = total + took
end
print(slow)
print(total)
local seen, distinct = {}, 0
for _, line in ipairs(failed) do
  local plain = line:gsub("/item/%d+", "/item/N")
  if not seen[plain] then
    seen[plain] = true
    distinct = distinct + 1
  end
end
print(distinct)
