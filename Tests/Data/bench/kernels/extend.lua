local function main(n)
  local pairs = {}
  for i = 1, n do
    if i % 3 ~= 0 then
      pairs[#pairs + 1] = i
      pairs[#pairs + 1] = i * 2
    end
  end
  local sum = 0
  for i = 1, #pairs do sum = sum + pairs[i] end
  print(#pairs)
  print(sum)
end
main(tonumber(arg[1]))
