(module
  (import "host" "mix" (func $mix (param i64 i64) (result i64)))
  (func (export "host_call") (param $n i64) (result i64)
    (local $sum i64) (local $i i64)
    (block $done
      (loop $next
        (br_if $done (i64.ge_s (local.get $i) (local.get $n)))
        (local.set $sum (call $mix (local.get $sum) (local.get $i)))
        (local.set $i (i64.add (local.get $i) (i64.const 1)))
        (br $next)))
    (local.get $sum)))
