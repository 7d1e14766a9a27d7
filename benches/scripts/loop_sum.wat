(module
  (func (export "loop_sum") (param $n i64) (result i64)
    (local $sum i64) (local $i i64)
    (block $done
      (loop $next
        (br_if $done (i64.ge_s (local.get $i) (local.get $n)))
        (local.set $sum (i64.add (i64.xor (local.get $sum) (local.get $i)) (i64.const 1)))
        (local.set $i (i64.add (local.get $i) (i64.const 1)))
        (br $next)))
    (local.get $sum)))
