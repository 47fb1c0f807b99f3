local function main(n)
  local parts = {}
  for i = 1, n do
    parts[#parts + 1] = "item " .. i
    parts[#parts + 1] = i % 10 == 0 and "\n" or ", "
  end
  local text = table.concat(parts)
  print(#text)
  print(text:sub(101, 101))
end
main(tonumber(arg[1]))
