local function place(board, row, n)
    if row == n then return 1 end
    local found = 0
    for column = 0, n - 1 do
        local rising, falling = row + column, row + n - column
        if not board.columns[column] and not board.rising[rising] and not board.falling[falling] then
            board.columns[column] = true
            board.rising[rising] = true
            board.falling[falling] = true
            found = found + place(board, row + 1, n)
            board.columns[column] = false
            board.rising[rising] = false
            board.falling[falling] = false
        end
    end
    return found
end

local function filled(n)
    local list = {}
    for i = 0, n do list[i] = false end
    return list
end

local function queens(n)
    return place({ columns = filled(n), rising = filled(2 * n), falling = filled(2 * n) }, 0, n)
end

return queens
