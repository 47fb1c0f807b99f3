local function main(n)
  local words = {[0] = "push", "add", "jump", "halt"}
  local acc, pc = 0, 0
  for i = 1, n do
    local op = i % 9
    if op == 0 then acc = acc + 1
    elseif op == 1 then acc = acc + pc
    elseif op == 2 then acc = acc * 3 % 10007
    elseif op == 3 then pc = pc + 1
    elseif op == 4 then pc = pc % 5
    elseif op == 5 then acc = acc - 2
    elseif op == 6 then acc = acc % 5003
    else pc = pc + 2 end
    local word = words[i % 4]
    if word == "push" then acc = acc + 1
    elseif word == "add" then acc = acc + 2
    elseif word == "jump" then acc = acc + pc % 3 end
  end
  print(acc)
  print(pc)
end
main(tonumber(arg[1]))
