local function dict_int(n)
    local counts = {}
    local seed = 42
    for _ = 1, n do
        seed = (seed * 3877 + 29573) % 139968
        local key = seed % 10000
        counts[key] = (counts[key] or 0) + 1
    end
    local sum = 0
    for key, count in pairs(counts) do
        sum = sum + key * count * count
    end
    return sum
end

return dict_int
