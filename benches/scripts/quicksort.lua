local function sort(items, low, high)
    local i, j = low, high
    local pivot = items[(low + high) // 2]
    while i <= j do
        while items[i] < pivot do i = i + 1 end
        while items[j] > pivot do j = j - 1 end
        if i <= j then
            items[i], items[j] = items[j], items[i]
            i = i + 1
            j = j - 1
        end
    end
    if low < j then sort(items, low, j) end
    if i < high then sort(items, i, high) end
end

local function quicksort(n)
    local items = {}
    local seed = 42
    for i = 1, n do
        seed = (seed * 3877 + 29573) % 139968
        items[i] = seed
    end
    sort(items, 1, n)
    local sum = 0
    for _, item in ipairs(items) do
        sum = (sum * 31 + item) % 1000000007
    end
    return sum
end

return quicksort
