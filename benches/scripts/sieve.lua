local function sieve(n)
    local prime = {}
    for i = 0, n do prime[i] = true end
    local count = 0
    for i = 2, n do
        if prime[i] then
            count = count + 1
            for multiple = i * i, n, i do
                prime[multiple] = false
            end
        end
    end
    return count
end

return sieve
