local function loop_sum(n)
    local sum = 0
    for i = 0, n - 1 do
        sum = (sum ~ i) + 1
    end
    return sum
end

return loop_sum
