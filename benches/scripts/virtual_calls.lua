local Shape = {}
Shape.__index = Shape
function Shape.area(self, turn) return turn end

local function class(base)
    local made = setmetatable({}, { __index = base })
    made.__index = made
    return made
end

local Square = class(Shape)
function Square.area(self, turn) return self.size * self.size + turn end

local Rectangle = class(Shape)
function Rectangle.area(self, turn) return self.size * self.height - turn end

local Circle = class(Shape)
function Circle.area(self, turn) return self.size * self.size * 3 end

local function virtual_calls(n)
    local shapes = {
        [0] = setmetatable({ size = 3 }, Square),
        setmetatable({ size = 2, height = 5 }, Rectangle),
        setmetatable({ size = 4 }, Circle),
    }
    local sum = 0
    for i = 0, n - 1 do
        sum = sum + shapes[i % 3]:area(i)
    end
    return sum
end

return virtual_calls
