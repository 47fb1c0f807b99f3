local n = tonumber(arg[1])

local null = setmetatable({}, {__tostring = function() return "null" end})
-- Tables with `order` are objects, others lists.
local function encode(value, out)
  local kind = type(value)
  if kind == "string" then
    out[#out + 1] = '"' .. value:gsub('[%c"\\]', function(c) return ("\\u%04x"):format(c:byte()) end) .. '"'
  elseif value == null or kind == "number" or kind == "boolean" then
    out[#out + 1] = tostring(value)
  elseif value.order then
    for i, key in ipairs(value.order) do
      out[#out + 1] = (i == 1 and "{" or ",") .. '"' .. key .. '":'
      encode(value[key], out)
    end
    out[#out + 1] = "}"
  else
    out[#out + 1] = "["
    for i, item in ipairs(value) do
      if i > 1 then out[#out + 1] = "," end
      encode(item, out)
    end
    out[#out + 1] = "]"
  end
end

local decode
local words = {t = {true, 4}, f = {false, 5}, n = {null, 4}}
function decode(text, at)
  local c = text:sub(at, at)
  if c == '"' then
    local close = text:find('"', at + 1, true)
    return text:sub(at + 1, close - 1), close + 1
  elseif c == "{" then
    local found, order = {}, {}
    found.order = order
    repeat
      local key, value
      key, at = decode(text, at + 1)
      value, at = decode(text, at + 1)
      found[key] = value
      order[#order + 1] = key
    until text:sub(at, at) == "}"
    return found, at + 1
  elseif c == "[" then
    local found = {}
    repeat
      found[#found + 1], at = decode(text, at + 1)
    until text:sub(at, at) == "]"
    return found, at + 1
  elseif words[c] then
    return words[c][1], at + words[c][2]
  end
  local number, stop = text:match("^([-+%d.eE]+)()", at)
  return tonumber(number), stop
end

local rows = {}
for i = 0, n - 1 do
  rows[i + 1] = {
    order = {"id", "name", "tags", "price", "nested"},
    id = i,
    name = "item " .. i,
    tags = {"a", "b" .. i % 3},
    price = i / 4,
    nested = {order = {"ok", "note"}, ok = i % 2 == 0, note = null},
  }
end
local out = {}
encode(rows, out)
local text = table.concat(out)
local back = decode(text, 1)
local sum, seen, tags = 0, {}, {}
for _, r in ipairs(back) do if r.nested.ok then sum = sum + r.id end end
for _, r in ipairs(back) do
  if not seen[r.tags[2]] then
    seen[r.tags[2]] = true
    tags[#tags + 1] = r.tags[2]
  end
end
out = {}
encode(back, out)
print(#text)
print(#back)
print(sum)
print(table.concat(tags, " "))
print(table.concat(out) == text)
