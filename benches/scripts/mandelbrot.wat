(module
  (func (export "mandelbrot") (param $size i64) (param $limit i64) (result i64)
    (local $total i64) (local $row i64) (local $column i64) (local $steps i64)
    (local $scale f64) (local $ci f64) (local $cr f64) (local $zr f64) (local $zi f64) (local $next f64)
    (local.set $scale (f64.div (f64.const 2) (f64.convert_i64_s (local.get $size))))
    (loop $rows
      (local.set $ci (f64.sub (f64.mul (f64.convert_i64_s (local.get $row)) (local.get $scale)) (f64.const 1)))
      (local.set $column (i64.const 0))
      (loop $columns
        (local.set $cr (f64.sub (f64.mul (f64.convert_i64_s (local.get $column)) (local.get $scale)) (f64.const 1.5)))
        (local.set $zr (f64.const 0))
        (local.set $zi (f64.const 0))
        (local.set $steps (i64.const 0))
        (block $left
          (loop $step
            (br_if $left (i64.ge_s (local.get $steps) (local.get $limit)))
            (br_if $left
              (f64.gt
                (f64.add (f64.mul (local.get $zr) (local.get $zr)) (f64.mul (local.get $zi) (local.get $zi)))
                (f64.const 4)))
            (local.set $next
              (f64.add
                (f64.sub (f64.mul (local.get $zr) (local.get $zr)) (f64.mul (local.get $zi) (local.get $zi)))
                (local.get $cr)))
            (local.set $zi
              (f64.add (f64.mul (f64.mul (f64.const 2) (local.get $zr)) (local.get $zi)) (local.get $ci)))
            (local.set $zr (local.get $next))
            (local.set $steps (i64.add (local.get $steps) (i64.const 1)))
            (br $step)))
        (local.set $total (i64.add (local.get $total) (local.get $steps)))
        (local.set $column (i64.add (local.get $column) (i64.const 1)))
        (br_if $columns (i64.lt_s (local.get $column) (local.get $size))))
      (local.set $row (i64.add (local.get $row) (i64.const 1)))
      (br_if $rows (i64.lt_s (local.get $row) (local.get $size))))
    (local.get $total)))
