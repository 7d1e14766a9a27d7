local function cell(i, j)
    return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1)
end

local function multiply(n, from, to)
    for i = 0, n - 1 do
        local sum = 0.0
        for j = 0, n - 1 do sum = sum + cell(i, j) * from[j + 1] end
        to[i + 1] = sum
    end
end

local function multiply_transposed(n, from, to)
    for i = 0, n - 1 do
        local sum = 0.0
        for j = 0, n - 1 do sum = sum + cell(j, i) * from[j + 1] end
        to[i + 1] = sum
    end
end

local function multiply_both(n, from, to, between)
    multiply(n, from, between)
    multiply_transposed(n, between, to)
end

local function filled(n, value)
    local list = {}
    for i = 1, n do list[i] = value end
    return list
end

local function spectral_norm(n)
    local u, v, between = filled(n, 1.0), filled(n, 0.0), filled(n, 0.0)
    for _ = 1, 10 do
        multiply_both(n, u, v, between)
        multiply_both(n, v, u, between)
    end
    local uv, vv = 0.0, 0.0
    for i = 1, n do
        uv = uv + u[i] * v[i]
        vv = vv + v[i] * v[i]
    end
    return math.sqrt(uv / vv)
end

return spectral_norm
