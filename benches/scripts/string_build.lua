local function string_build(n)
    local pieces = {}
    for i = 0, n - 1 do pieces[i + 1] = "item " .. i .. ";" end
    return #table.concat(pieces)
end

return string_build
