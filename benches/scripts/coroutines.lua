-- The same with Lua's coroutines and the simplest scheduler: a list of those that are resumed in each tick.
local total = 0
local list = {}

local function worker()
    local n = 0
    while true do
        n = n + 1
        total = total + n % 3
        coroutine.yield()
    end
end

local function short(n)
    total = total + n
    coroutine.yield()
    total = total + 1
end

local function child(n)
    coroutine.yield()
    return n + 1
end

-- A child in Lua is a plain call.
local function parent()
    local n = 0
    while true do
        n = child(n)
        total = total + n % 3
    end
end

local function startAll(count, body)
    list = {}
    for i = 1, count do list[i] = coroutine.create(body) end
end

local function tick()
    local resume = coroutine.resume
    for i = 1, #list do resume(list[i]) end
end

return {
    startWorkers = function(count) startAll(count, worker) end,
    startParents = function(count) startAll(count, parent) end,
    ticks = function(count)
        for _ = 1, count do tick() end
        return total
    end,
    short = function(count)
        list = {}
        for i = 0, count - 1 do
            local one = coroutine.create(short)
            coroutine.resume(one, i % 5)
            list[i + 1] = one
        end
        tick()
        return total
    end,
    worker = worker,
}
