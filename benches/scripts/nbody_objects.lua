local sqrt = math.sqrt
local SOLAR_MASS = 39.47841760435743
local DAYS = 365.24

local function body(x, y, z, vx, vy, vz, mass)
    return { x = x, y = y, z = z, vx = vx, vy = vy, vz = vz, mass = mass }
end

local function planet(x, y, z, vx, vy, vz, mass)
    return body(x, y, z, vx * DAYS, vy * DAYS, vz * DAYS, mass * SOLAR_MASS)
end

local function solar_system()
    local bodies = {
        body(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, SOLAR_MASS),
        planet(4.84143144246472090e+00, -1.16032004402742839e+00, -1.03622044471123109e-01,
            1.66007664274403694e-03, 7.69901118419740425e-03, -6.90460016972063023e-05, 9.54791938424326609e-04),
        planet(8.34336671824457987e+00, 4.12479856412430479e+00, -4.03523417114321381e-01,
            -2.76742510726411021e-03, 4.99852801234917238e-03, 2.30417297573763929e-05, 2.85885980666130812e-04),
        planet(1.28943695621391310e+01, -1.51111514016986312e+01, -2.23307578892655734e-01,
            2.96460137564761618e-03, 2.37847173959480950e-03, -2.96589568540237556e-05, 4.36624404335156298e-05),
        planet(1.53796971148509165e+01, -2.59193146099879641e+01, 1.79258772950371181e-01,
            2.68067772490389322e-03, 1.62824170038242295e-03, -9.51592254519715870e-05, 5.15138902046611451e-05),
    }
    local sun = bodies[1]
    for _, b in ipairs(bodies) do
        sun.vx = sun.vx - b.vx * b.mass / SOLAR_MASS
        sun.vy = sun.vy - b.vy * b.mass / SOLAR_MASS
        sun.vz = sun.vz - b.vz * b.mass / SOLAR_MASS
    end
    return bodies
end

local function advance(bodies, dt)
    local count = #bodies
    for i = 1, count do
        local a = bodies[i]
        for j = i + 1, count do
            local b = bodies[j]
            local dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
            local squared = dx * dx + dy * dy + dz * dz
            local magnitude = dt / (squared * sqrt(squared))
            a.vx = a.vx - dx * b.mass * magnitude
            a.vy = a.vy - dy * b.mass * magnitude
            a.vz = a.vz - dz * b.mass * magnitude
            b.vx = b.vx + dx * a.mass * magnitude
            b.vy = b.vy + dy * a.mass * magnitude
            b.vz = b.vz + dz * a.mass * magnitude
        end
    end
    for _, body in ipairs(bodies) do
        body.x = body.x + dt * body.vx
        body.y = body.y + dt * body.vy
        body.z = body.z + dt * body.vz
    end
end

local function energy(bodies)
    local sum = 0.0
    local count = #bodies
    for i = 1, count do
        local a = bodies[i]
        sum = sum + 0.5 * a.mass * (a.vx * a.vx + a.vy * a.vy + a.vz * a.vz)
        for j = i + 1, count do
            local b = bodies[j]
            local dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
            sum = sum - a.mass * b.mass / sqrt(dx * dx + dy * dy + dz * dz)
        end
    end
    return sum
end

local function nbody(steps)
    local bodies = solar_system()
    for _ = 1, steps do advance(bodies, 0.01) end
    return energy(bodies)
end

return nbody
