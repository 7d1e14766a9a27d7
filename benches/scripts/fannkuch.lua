local function fannkuch(n)
    local order, flipped, counts = {}, {}, {}
    for i = 1, n do order[i] = i end
    local most, sum, turn, r = 0, 0, 0, n
    while true do
        while r ~= 1 do
            counts[r] = r
            r = r - 1
        end
        for i = 1, n do flipped[i] = order[i] end
        local flips = 0
        while flipped[1] ~= 1 do
            local i, j = 1, flipped[1]
            while i < j do
                flipped[i], flipped[j] = flipped[j], flipped[i]
                i = i + 1
                j = j - 1
            end
            flips = flips + 1
        end
        if flips > most then most = flips end
        if turn % 2 == 0 then sum = sum + flips else sum = sum - flips end
        while true do
            if r == n then return sum * 100 + most end
            local first = order[1]
            for i = 1, r do order[i] = order[i + 1] end
            order[r + 1] = first
            counts[r + 1] = counts[r + 1] - 1
            if counts[r + 1] > 0 then break end
            r = r + 1
        end
        turn = turn + 1
    end
end

return fannkuch
