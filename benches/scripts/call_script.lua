return function(x) return x * 3 + 1 end
