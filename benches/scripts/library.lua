local function numbers(n)
    local list, seed = {}, 42
    for i = 1, n do
        seed = (seed * 1103515245 + 12345) % 2147483648
        list[i] = seed
    end
    return list
end

local M = {}

function M.sort(n)
    local list = numbers(n)
    table.sort(list)
    return list[1] + list[n // 2 + 1] + list[n]
end

function M.sortBy(n)
    local list = numbers(n)
    table.sort(list, function(a, b) return b < a end)
    return list[1] + list[n // 2 + 1] + list[n]
end

-- By hand, as one writes it in Lua.
function M.pipeline(n)
    local list = numbers(n)
    local factor = 3
    local mapped = {}
    for i = 1, #list do mapped[i] = list[i] % 1000 * factor end
    local kept = {}
    for i = 1, #mapped do
        local x = mapped[i]
        if x % 2 == 0 then kept[#kept + 1] = x end
    end
    local sum = 0
    for i = 1, #kept do sum = sum + kept[i] end
    return sum
end

function M.mapOnly(n)
    local list, total = numbers(1000), 0
    for round = 0, n // 1000 - 1 do
        local mapped = {}
        for i = 1, #list do mapped[i] = list[i] + round end
        total = total + mapped[round % 1000 + 1]
    end
    return total
end

function M.filterOnly(n)
    local list, total = numbers(1000), 0
    for round = 0, n // 1000 - 1 do
        local kept = {}
        for i = 1, #list do
            local x = list[i]
            if x % 3 == round % 3 then kept[#kept + 1] = x end
        end
        total = total + #kept
    end
    return total
end

function M.reduceOnly(n)
    local list, total = numbers(1000), 0
    for round = 0, n // 1000 - 1 do
        local sum = round
        for i = 1, #list do sum = sum + list[i] end
        total = total + sum
    end
    return total
end

function M.build(n)
    local parts = {}
    for i = 0, n - 1 do parts[#parts + 1] = "piece " .. i .. ", " end
    return #table.concat(parts)
end

function M.splitJoin(n)
    local pieces = {}
    for i = 0, n - 1 do pieces[#pieces + 1] = "word" .. i % 1000 end
    local text = table.concat(pieces, " ")
    local words = {}
    for word in text:gmatch("[^ ]+") do words[#words + 1] = word end
    local total = 0
    for i = 1, #words do total = total + #words[i] end
    return total + #words
end

function M.intKeys(n)
    local counts, size, seed = {}, 0, 42
    for _ = 1, n do
        seed = (seed * 1103515245 + 12345) % 2147483648
        local key = seed % 10007
        local before = counts[key]
        if not before then size = size + 1 end
        counts[key] = (before or 0) + 1
    end
    return size + counts[42]
end

function M.stringKeys(n)
    local names = {}
    for i = 0, 999 do names[i] = "the key " .. i end
    local counts, size, seed = {}, 0, 42
    for _ = 1, n do
        seed = (seed * 1103515245 + 12345) % 2147483648
        local key = names[seed % 1000]
        local before = counts[key]
        if not before then size = size + 1 end
        counts[key] = (before or 0) + 1
    end
    return size + counts["the key 42"]
end

local Vector = {}
Vector.__index = Vector
local function vector(x, y, z) return setmetatable({ x = x, y = y, z = z }, Vector) end
Vector.__add = function(a, b) return vector(a.x + b.x, a.y + b.y, a.z + b.z) end
Vector.__mul = function(a, s) return vector(a.x * s, a.y * s, a.z * s) end
function Vector.dot(a, b) return a.x * b.x + a.y * b.y + a.z * b.z end
function Vector.normalized(a)
    local length = math.sqrt(a:dot(a))
    return vector(a.x / length, a.y / length, a.z / length)
end

function M.vectors(n)
    local position, velocity, pull = vector(0, 0, 0), vector(1, 0.5, 0.25), vector(0, -0.001, 0)
    for _ = 1, n do
        velocity = velocity + pull
        position = position + velocity * 0.016
        if position:dot(position) > 1000 then position = position:normalized() end
    end
    return position.x + position.y + position.z
end

function M.loop(n)
    local sum = 0.0
    for _ = 1, n do sum = sum + 1.5 end
    return sum
end

function M.callSqrt(n)
    local sum = 0.0
    for _ = 1, n do sum = sum + math.sqrt(sum + 1.5) end
    return sum
end

function M.callClamp(n)
    local sum = 0.0
    for _ = 1, n do sum = sum + math.min(math.max(sum, 0.5), 1.5) end
    return sum
end

function M.callLen(n)
    local list, sum = { 1, 2, 3 }, 0
    for _ = 1, n do sum = sum + #list end
    return sum
end

function M.callPush(n)
    local list = {}
    for i = 0, n - 1 do table.insert(list, i) end
    return #list
end

function M.callGet(n)
    local t, sum = { one = 1, two = 2, three = 3 }, 0
    for _ = 1, n do sum = sum + (t["two"] or 0) end
    return sum
end

function M.callIndexOf(n)
    local text, sum = "a quick brown fox", 0
    for _ = 1, n do sum = sum + text:find("brown", 1, true) - 1 end
    return sum
end

function M.callCharAt(n)
    local text, sum = "a quick brown fox", 0
    for i = 0, n - 1 do sum = sum + text:byte(i % 17 + 1) end
    return sum
end

function M.callToUpper(n)
    local text, sum = "fox", 0
    for _ = 1, n do sum = sum + #text:upper() end
    return sum
end

return function(name, n) return M[name](n) end
