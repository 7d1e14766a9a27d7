(module
  (func (export "call_script") (param $x i64) (result i64)
    (i64.add (i64.mul (local.get $x) (i64.const 3)) (i64.const 1))))
