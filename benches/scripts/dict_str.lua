local function dict_str(n)
    local names = {}
    for i = 0, 9999 do names[i + 1] = "key " .. i end
    local counts = {}
    local seed = 42
    for _ = 1, n do
        seed = (seed * 3877 + 29573) % 139968
        local name = names[seed % 10000 + 1]
        counts[name] = (counts[name] or 0) + 1
    end
    local sum = 0
    for i, name in ipairs(names) do
        sum = sum + (i - 1) * (counts[name] or 0)
    end
    return sum
end

return dict_str
