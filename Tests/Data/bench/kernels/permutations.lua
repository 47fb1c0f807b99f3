local function main(n)
  local p = {[0] = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9}
  local check = 0
  for round = 1, n do
    check = (check * 7 + p[9] + p[0] * 10 + p[5]) % 1000003
    local i = 8
    while p[i] > p[i + 1] do i = i - 1 end
    local j = 9
    while p[j] < p[i] do j = j - 1 end
    p[i], p[j] = p[j], p[i]
    local lo, hi = i + 1, 9
    while lo < hi do
      p[lo], p[hi] = p[hi], p[lo]
      lo, hi = lo + 1, hi - 1
    end
  end
  print(check)
end
main(tonumber(arg[1]))
