function callHost(n) local sum = 0 for i = 0, n - 1 do sum = mix(sum, i) end return sum end
function plain(x) return x * 3 + 1 end
function readField(body, n) local sum = 0.0 for i = 0, n - 1 do sum = sum + body.mass end return sum end
function writeField(body, n) for i = 0, n - 1 do body.mass = i + 0.0 end return body.mass end
function callMethod(body, n) local last = 0.0 for i = 0, n - 1 do last = body:push(0.5) end return last end
function handOver(values, n) local sum = 0.0 for i = 0, n - 1 do sum = sum + middle(values) end return sum end
