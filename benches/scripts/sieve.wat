(module
  ;; A byte for each number; 16 pages have room for a million.
  (memory 16)
  (func (export "sieve") (param $n i64) (result i64)
    (local $count i64) (local $i i32) (local $multiple i64)
    (memory.fill (i32.const 0) (i32.const 1) (i32.add (i32.wrap_i64 (local.get $n)) (i32.const 1)))
    (local.set $i (i32.const 2))
    (loop $numbers
      (if (i32.load8_u (local.get $i))
        (then
          (local.set $count (i64.add (local.get $count) (i64.const 1)))
          (local.set $multiple (i64.mul (i64.extend_i32_u (local.get $i)) (i64.extend_i32_u (local.get $i))))
          (block $done
            (loop $multiples
              (br_if $done (i64.gt_s (local.get $multiple) (local.get $n)))
              (i32.store8 (i32.wrap_i64 (local.get $multiple)) (i32.const 0))
              (local.set $multiple (i64.add (local.get $multiple) (i64.extend_i32_u (local.get $i))))
              (br $multiples)))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $numbers (i32.le_u (local.get $i) (i32.wrap_i64 (local.get $n)))))
    (local.get $count)))
