local Tree = {}
Tree.__index = Tree

function Tree.count(self)
    local left, right = self.left, self.right
    if left and right then
        return 1 + left:count() + right:count()
    end
    return 1
end

local function build(depth)
    if depth == 0 then return setmetatable({}, Tree) end
    return setmetatable({ left = build(depth - 1), right = build(depth - 1) }, Tree)
end

local function binary_trees(depth)
    local long = build(depth)
    local sum = 0
    for d = 4, depth, 2 do
        for _ = 1, 2 ^ (depth - d + 4) do
            sum = sum + build(d):count()
        end
    end
    return sum + long:count()
end

return binary_trees
