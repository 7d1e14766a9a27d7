local function apply(f, x) return f(x) end

local function closures(n)
    local total = 0
    local count = function(x)
        total = total + x
        return total
    end
    local last = 0
    for i = 0, n - 1 do
        local add = function(x) return x + i end
        last = count(apply(add, 1))
    end
    return last
end

return closures
