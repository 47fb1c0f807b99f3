local parts = {}
for i = 1, tonumber(arg[1] or 1000000) do parts[i] = "item" .. i end
print(table.concat(parts, ","))
