import sys


def energy(bodies):
    e = 0.0
    for b in bodies:
        e += b["mass"] * (b["vx"] * b["vx"] + b["vy"] * b["vy"] + b["vz"] * b["vz"]) / 2
    return e


def main(n):
    names = ("x", "y", "z", "vx", "vy", "vz", "mass")
    bodies = [
        dict(zip(names, row))
        for row in (
            (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 39.47),
            (4.84, -1.16, -0.1, 0.6, 2.81, -0.02, 0.037),
            (8.34, 4.12, -0.4, -1.01, 1.82, 0.008, 0.011),
            (12.89, -15.11, -0.22, 1.08, 0.86, -0.01, 0.0017),
            (15.37, -25.9, 0.17, 0.97, 0.59, -0.034, 0.002),
        )
    ]
    dt = 0.001
    for step in range(n):
        for i in range(5):
            for j in range(i + 1, 5):
                a, b = bodies[i], bodies[j]
                dx = a["x"] - b["x"]
                dy = a["y"] - b["y"]
                dz = a["z"] - b["z"]
                d2 = dx * dx + dy * dy + dz * dz + 0.01
                mag = dt / (d2 * d2)
                mi = a["mass"] * mag
                mj = b["mass"] * mag
                a["vx"] -= dx * mj
                a["vy"] -= dy * mj
                a["vz"] -= dz * mj
                b["vx"] += dx * mi
                b["vy"] += dy * mi
                b["vz"] += dz * mi
        for b in bodies:
            b["x"] += dt * b["vx"]
            b["y"] += dt * b["vy"]
            b["z"] += dt * b["vz"]
    print("%.9f" % energy(bodies))


main(int(sys.argv[1]))
