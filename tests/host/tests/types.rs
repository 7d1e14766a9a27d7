//! Every type that a parameter or a result of a host function can have, in both engines.

use writ_host_tests::both;
use writ_host_tests::engines::Engines;

/// What does not fit, with the frame of the script's function.
fn narrow(value: &str, ty: &str, range: &str, function: &str) -> String {
    format!("error[InvalidArgument]: {value} does not fit `{ty}`, which holds {range}\nat {function}")
}

#[test]
fn numbers() {
    let mut engines = Engines::new("types");
    let count = both!(engines, types:
        i64_limits => "-9223372036854775808 9223372036854775807 0",
        i32_limits => "-2147483648 2147483647 2147483647",
        f32_values => "0.1 -0.0 inf NaN 16777216.0 1.0",
        f64_values => "0.1 1e300 5e-324 0.10000000149011612 2.0",
        bool_values => "true false true",
        u8_limits => "0 255",
        u8_low => narrow("-1", "u8", "0 to 255", "u8Low"),
        u8_high => narrow("256", "u8", "0 to 255", "u8High"),
        u16_limits => "0 65535",
        u16_low => narrow("-1", "u16", "0 to 65535", "u16Low"),
        u16_high => narrow("65536", "u16", "0 to 65535", "u16High"),
        u32_limits => "0 4294967295",
        u32_low => narrow("-1", "u32", "0 to 4294967295", "u32Low"),
        u32_high => narrow("4294967296", "u32", "0 to 4294967295", "u32High"),
        u64_limits => "0 9223372036854775807",
        u64_low => narrow("-1", "u64", "0 to 18446744073709551615", "u64Low"),
        u64_high => "error[InvalidArgument]: 18446744073709551615 does not fit `int`\nat u64High",
        usize_limits => "0 9223372036854775807",
        usize_low => narrow("-9223372036854775808", "usize", "0 to 18446744073709551615", "usizeLow"),
        usize_high => "error[InvalidArgument]: 9223372036854775808 does not fit `int`\nat usizeHigh",
        i8_limits => "-128 127",
        i8_low => narrow("-129", "i8", "-128 to 127", "i8Low"),
        i8_high => narrow("128", "i8", "-128 to 127", "i8High"),
        i16_limits => "-32768 32767",
        i16_low => narrow("-32769", "i16", "-32768 to 32767", "i16Low"),
        i16_high => narrow("32768", "i16", "-32768 to 32767", "i16High"),
        isize_limits => "-9223372036854775808 9223372036854775807",
        numbers_by_ref => "4.5",
        numbers_by_ref_high => narrow("256", "u8", "0 to 255", "numbersByRefHigh"),
    );
    assert_eq!(count, 29);
}

#[test]
fn texts() {
    let mut engines = Engines::new("types");
    let count = both!(engines, types:
        chars => "aä🦀1",
        char_of_two => "error[InvalidArgument]: \"ab\" is not one character\nat charOfTwo",
        char_of_none => "error[InvalidArgument]: \"\" is not one character\nat charOfNone",
        char_combined => "error[InvalidArgument]: \"e\u{301}\" is not one character\nat charCombined",
        texts => "7 0 4",
    );
    assert_eq!(count, 5);
}

#[test]
fn arrays_and_dictionaries() {
    let mut engines = Engines::new("types");
    let count = both!(engines, types:
        vecs => "[0, 255] [] [\"a\", \"b\\n\"]",
        vec_element => narrow("256", "u8", "0 to 255", "vecElement"),
        vec_is_a_copy => "[1, 2] [1, 2, 3]",
        slices => "6 0 a+b 2",
        mut_vec => "[2, 4, 0] [2, 4, 0] 3 [\"c\", \"b\"] x (100) [y (100)]",
        fixed => "[3, 2, 1] 0",
        fixed_short => "error[InvalidArgument]: an array of 3 elements is needed, found 2\nat fixedShort",
        fixed_long => "error[InvalidArgument]: an array of 3 elements is needed, found 4\nat fixedLong",
        fixed_element => narrow("300", "u8", "0 to 255", "fixedElement"),
        fixed_none => "error[InvalidArgument]: an array of 0 elements is needed, found 1\nat fixedNone",
        shared_arrays => "[5, 1, 7] true",
        iterators => "[0, 1, 2, 3] []",
        hash_maps => "{\"a!\": 3, \"b!\": 2} {}",
        hash_map_value => narrow("1000", "u8", "0 to 255", "hashMapValue"),
        tree_maps => "{-2: [], -1: [\"a\"], 3: [\"b\", \"c\"]}",
        dictionaries => "{\"z\": 1, \"a\": 2, \"new\": 2, \"last\": 9} true",
        pair_keys => "1",
        pair_key_char => "error[InvalidArgument]: \"ab\" is not one character\nat pairKeyChar",
        objects_in_maps => "{\"some\": [m (1), m (1)]} m (1) true",
    );
    assert_eq!(count, 19);
}

#[test]
fn optionals_and_results() {
    let mut engines = Engines::new("types");
    let count = both!(engines, types:
        opt_numbers => "7 null 1.5 null false null",
        opt_number_high => narrow("256", "u8", "0 to 255", "optNumberHigh"),
        opt_texts => "<x> <> none x null c null",
        opt_char_two => "error[InvalidArgument]: \"cc\" is not one character\nat optCharTwo",
        opt_objects => "m (100) null m true",
        opt_values => "Cell(column: 1, row: 2) null Spot(x: 1.0, y: 2.0) null",
        opt_cell_field => narrow("256", "u8", "0 to 255", "optCellField"),
        opt_enums => "Element.Fire Mixed(share: 0.5) null",
        opt_arrays => "[1] null 2 99 (1, \"x\") null",
        opt_functions => "21 -1",
        results => "Success(1) Error(\"-1 is negative\") Success(255) Error(\"no byte\") Success(\"fine\") Error(\"-1 was \\\"refused\\\"\")",
        results_of_others => "Success() Error(\"no\") Success(1.5) Error(\"invalid float literal\") Success(m (100)) Error(\"without a name\")",
        result_raised => "error[KeyNotFound]: raised for -3\nat resultRaised",
        result_raised_inside => "error[KeyNotFound]: raised for -2\nat <lambda>\nat resultRaisedInside",
        result_operators => "Success(8) Error(\"-4 is negative\") 9 1 -2 was \"refused\"",
        result_value_of_error => "error[Panic]: value of Error(\"-1 is negative\")\nat resultValueOfError",
        results_taken => "ok 1 failed: why",
        result_taken_high => narrow("256", "u8", "0 to 255", "resultTakenHigh"),
    );
    assert_eq!(count, 18);
}

#[test]
fn tuples_values_and_enums() {
    let mut engines = Engines::new("types");
    let count = both!(engines, types:
        tuples => "(\"a\", 1) (true, 0.5, 255) (7, 0.25, \"c\", 1) (false, null, \"s\", Cell(column: 2, row: 3), 1) \
            ([6], 5, 4, 3, 2, 1) ((7, \"x\"), 6, 5, 4, 3, 2, 1) (-8, m (100), Mixed(share: 0.5), \"5\", 4, 3.5, 2, true)",
        tuple_part => narrow("256", "u8", "0 to 255", "tuplePart"),
        ranges => "(3, 2..5) (4, 0..=3) (0, 5..2)",
        value_methods => "Spot(x: 2.0, y: 1.0) Spot(x: 1.0, y: 2.0) 2.0 3.0 5.0 Spot(x: 1.0, y: 2.0) Cell(column: 2, row: 1)",
        value_fails => "error[InvalidArgument]: too much\nat valueFails",
        value_argument => narrow("256", "u8", "0 to 255", "valueArgument"),
        values_in_arrays => "[Spot(x: 2.0, y: 2.0), Spot(x: 1.0, y: 1.0)] [Cell(column: 3, row: 4), Cell(column: 1, row: 2)]",
        value_in_array_high => narrow("-4", "u8", "0 to 255", "valueInArrayHigh"),
        plain_enums => "Element.Fire Mixed(share: 0.25) true",
        payloads => "Many(value: [Event.Nothing, Said(value: \"x\"), Many(value: [])]) Hit(by: 9, at: Spot(x: 1.0, y: 2.0)) 9 at 2.0 \
            Picked(value0: Element.Fire, value1: (1, true)) Picked(None, (2, false))",
        payload_high => narrow("65536", "u16", "0 to 65535", "payloadHigh"),
        payload_deep => narrow("-1", "u8", "0 to 255", "payloadDeep"),
    );
    assert_eq!(count, 12);
}

#[test]
fn classes_functions_and_nested_types() {
    let mut engines = Engines::new("types");
    let count = both!(engines, types:
        classes => "n true n [o (100), n (100)] true",
        weaks => "m (100) true m (100) x (100) null",
        anys => "m (100) 1 s [\"q\"] [1] Cell(column: 1, row: 2) Element.Fire true false",
        new_objects => "[c (100), b (100)] x (100) null",
        function_types => "4 true -3 null true Spot(x: 2.0, y: 1.0) [\"m\", \"n\"] 6",
        function_of_eight => "288",
        function_fails => "error[IndexOutOfBounds]: index 3 out of bounds for length 1\nat <lambda>\nat functionFails",
        host_function_as_value => "3 4 [1, 2]",
        host_function_as_value_high => narrow("300", "u8", "0 to 255", "hostFunctionAsValueHigh"),
        nested => "[(\"b\", 255), null, (\"a\", 1)] [Success(1), Error(\"-1\"), Success(null)] \
            {\"k\": [(3, Cell(column: 1, row: 2)), (7, Cell(column: 1, row: 2))]}",
        nested_high => narrow("256", "u8", "0 to 255", "nestedHigh"),
        nested_count => "error[InvalidArgument]: an array of 2 elements is needed, found 1\nat nestedCount",
        twelve_parameters => "1 2 3.0 4.0 true six Cell { column: 7, row: 7 } Spot { x: 8.0, y: 8.0 } [9] None Water 12",
    );
    assert_eq!(count, 13);
}

#[test]
fn a_method_that_fails_leaves_the_value_as_it_was() {
    let mut engines = Engines::new("types");
    let printed = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
    for writ in [&mut engines.vm, &mut engines.compiled] {
        let sink = std::rc::Rc::clone(&printed);
        writ.set_print(move |line| sink.borrow_mut().push(line.to_owned()));
    }
    engines.run("value_fails", writ_host_tests::types::value_fails);
    assert_eq!(*printed.borrow(), ["Spot(x: 3.0, y: 2.0)", "Spot(x: 3.0, y: 2.0)"]);
}
