local function energy(bodies)
  local e = 0.0
  for _, b in ipairs(bodies) do e = e + b.mass * (b.vx * b.vx + b.vy * b.vy + b.vz * b.vz) / 2 end
  return e
end
local function main(n)
  local bodies = {
    {x = 0.0, y = 0.0, z = 0.0, vx = 0.0, vy = 0.0, vz = 0.0, mass = 39.47},
    {x = 4.84, y = -1.16, z = -0.1, vx = 0.6, vy = 2.81, vz = -0.02, mass = 0.037},
    {x = 8.34, y = 4.12, z = -0.4, vx = -1.01, vy = 1.82, vz = 0.008, mass = 0.011},
    {x = 12.89, y = -15.11, z = -0.22, vx = 1.08, vy = 0.86, vz = -0.01, mass = 0.0017},
    {x = 15.37, y = -25.9, z = 0.17, vx = 0.97, vy = 0.59, vz = -0.034, mass = 0.002},
  }
  local dt = 0.001
  for step = 1, n do
    for i = 1, 5 do
      for j = i + 1, 5 do
        local dx = bodies[i].x - bodies[j].x
        local dy = bodies[i].y - bodies[j].y
        local dz = bodies[i].z - bodies[j].z
        local d2 = dx * dx + dy * dy + dz * dz + 0.01
        local mag = dt / (d2 * d2)
        local mi = bodies[i].mass * mag
        local mj = bodies[j].mass * mag
        bodies[i].vx = bodies[i].vx - dx * mj
        bodies[i].vy = bodies[i].vy - dy * mj
        bodies[i].vz = bodies[i].vz - dz * mj
        bodies[j].vx = bodies[j].vx + dx * mi
        bodies[j].vy = bodies[j].vy + dy * mi
        bodies[j].vz = bodies[j].vz + dz * mi
      end
    end
    for i = 1, 5 do
      bodies[i].x = bodies[i].x + dt * bodies[i].vx
      bodies[i].y = bodies[i].y + dt * bodies[i].vy
      bodies[i].z = bodies[i].z + dt * bodies[i].vz
    end
  end
  print(string.format("%.9f", energy(bodies)))
end
main(tonumber(arg[1]))
