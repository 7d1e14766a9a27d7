local function mandelbrot(size, limit)
    local total = 0
    local scale = 2.0 / size
    for row = 0, size - 1 do
        local ci = row * scale - 1.0
        for column = 0, size - 1 do
            local cr = column * scale - 1.5
            local zr, zi = 0.0, 0.0
            local steps = 0
            while steps < limit and zr * zr + zi * zi <= 4.0 do
                zr, zi = zr * zr - zi * zi + cr, 2.0 * zr * zi + ci
                steps = steps + 1
            end
            total = total + steps
        end
    end
    return total
end

return mandelbrot
