local function switches(count, rounds)
    local total = 0
    local function worker()
        for turn = 0, rounds - 1 do
            total = total + turn % 3
            coroutine.yield()
        end
    end
    local list = {}
    for i = 1, count do list[i] = coroutine.create(worker) end
    local resume = coroutine.resume
    -- Once more than they yield: then they end.
    for _ = 0, rounds do
        for i = 1, count do resume(list[i]) end
    end
    return total
end

return switches
