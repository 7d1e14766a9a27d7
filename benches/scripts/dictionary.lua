local function dictionary(n)
    local counts = {}
    local seed = 42
    for _ = 1, n do
        seed = (seed * 1103515245 + 12345) % 2147483648
        local key = seed % 10007
        counts[key] = (counts[key] or 0) + 1
    end
    local sum = 0
    for key, count in pairs(counts) do
        sum = sum + key * count * count
    end
    return sum
end

return dictionary
