local n = tonumber(arg[1])
local start = 1704090600
local weekend, hours, march = 0, 0, 0
for i = 0, n - 1 do
  local t = start + 2220 * i
  local date = os.date("!*t", t)
  if date.wday == 1 or date.wday == 7 then weekend = weekend + 1 end
  hours = hours + date.hour
  if t >= 1709251200 and t < 1711929600 then march = march + 1 end
end
print(weekend)
print(hours)
print(march)
local texts = {}
for i = 0, n - 1 do texts[i + 1] = os.date("!%Y-%m-%d %H:%M", start + 39600 * i) end
local function parsed(text)
  local year, month, day = text:match("(%d+)-(%d+)-(%d+)")
  return math.tointeger(year), math.tointeger(month), math.tointeger(day)
end
local fifth, months = 0, {}
for _, text in ipairs(texts) do
  local _, _, day = parsed(text)
  if day == 5 then fifth = fifth + 1 end
end
for _, text in ipairs(texts) do
  local _, month = parsed(text)
  months[month] = (months[month] or 0) + 1
end
local out = {}
for month = 1, 12 do if months[month] then out[#out + 1] = months[month] end end
print(texts[#texts])
print(fifth)
print(table.concat(out, " "))
