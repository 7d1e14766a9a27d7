//! What the emitter makes of small functions.

use super::build::*;

#[test]
fn fib_takes_few_instructions() {
    let mut machine = machine(&fib());
    assert_eq!(call(&mut machine, 0, &[20]), Ok(6765));
    assert_eq!(
        disassembly(&machine).trim(),
        "\
fib (1 results, 1 parameters, 0 captures, 5 slots, counted)
   0  ge_i64_imm_jump      r1, 2 -> 3
   1  move                 r0, r1
   2  return               
   3  add_i64_imm          r3, r1, -1
   4  call_counted         r2, fib
   5  add_i64_imm          r4, r1, -2
   6  call_counted         r3, fib
   7  add_i64              r0, r2, r3
   8  return               
   9  return"
            .trim()
    );
}

#[test]
#[ignore]
fn speed() {
    let mut machine = machine(&fib());
    for _ in 0..5 {
        let start = std::time::Instant::now();
        assert_eq!(call(&mut machine, 0, &[32]), Ok(2178309));
        println!("{:?}", start.elapsed());
    }
}
