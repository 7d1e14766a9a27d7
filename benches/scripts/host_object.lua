local function host_object(body, n)
    local last = 0.0
    for _ = 1, n do
        body.mass = body.mass + 1.0
        last = body:push(0.5)
    end
    return body.mass + last
end

return host_object
