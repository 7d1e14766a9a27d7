local bxor = bit.bxor

local function loop_sum(n)
    local sum = 0
    for i = 0, n - 1 do
        sum = bxor(sum, i) + 1
    end
    return sum
end

return loop_sum
