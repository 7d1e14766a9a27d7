//! Functions and types.

use super::{error, library_tree, tree};

#[test]
fn functions() {
    assert_eq!(
        tree("export func f<T, U>(a: int, b: float = 1.0, ...rest: string) -> T? where T : A, U : B<T> { return a }"),
        "(export func f <T U> (T:A) (U:B<T>) (a:int b:float=1.0 ...rest:string) ->T? {(return a)})"
    );
    assert_eq!(tree("func f() -> (() -> int, () -> void) { }"), "(func f () ->((()->int) (()->void)) {})");
    assert_eq!(tree("func f(g: (int, string) -> bool) { func h() { } }"), "(func f (g:((int string)->bool)) {(func h () {})})");
}

#[test]
fn classes() {
    assert_eq!(
        tree(
            "open class Player<T> extends Entity<T> with Damageable, Updatable where T : Printable {
    public name: string
    public health: float = 100.0
        set(value) { field = clamp(value, 0.0, 100.0) }
    public isAlive: bool
        get { return health > 0.0 }   // computed
    size: int get => 3
    target: Weak<Entity>? = null
    kind = 1
    init(name: string) { self.name = name }
    static func create(name: string) -> Player { return Player(name) }
    static let MAX: int = 3
    private static var count = 0
}"
        ),
        "(open class Player <T> (T:Printable) extends Entity<T> with Damageable with Updatable (public name :string) \
         (public health :float 100.0 (set value {(= field (call clamp value 0.0 100.0))})) (public isAlive :bool (get {(return (> health 0.0))})) \
         (size :int (get {(return 3)})) (target :Weak<Entity>? null) (kind 1) (static let MAX :int 3) (private static var count 0) \
         (func init (name:string) {(= (. self name) name)}) (static func create (name:string) ->Player {(return (call Player name))}))"
    );
}

#[test]
fn traits_and_structs() {
    assert_eq!(
        tree("trait A with B, C {\n    func f() -> int\n    func g() { }\n}"),
        "(trait A with B with C (func f () ->int) (func g () {}))"
    );
    assert_eq!(tree("struct V { x: float  y: float }"), "(struct V (x :float) (y :float))");
    assert_eq!(tree("struct V { x: float, y: float; func f() { } z: int }"), "(struct V (x :float) (y :float) (z :int) (func f () {}))");
    assert_eq!(tree("struct V<T> {\n    get: int\n    set: int = 1\n    init: T\n}"), "(struct V <T> (get :int) (set :int 1) (init :T))");
    assert_eq!(tree("struct S extends B {\n    x\n    func f()\n}"), "(struct S extends B (x) (func f ()))");
}

#[test]
fn enums_of_three_kinds() {
    assert_eq!(tree("enum D { North, South, }"), "(enum D North South)");
    assert_eq!(
        tree("enum Status { Alive(100), Dead(0)  health: int  func isAlive() -> bool { return health > 0 } }"),
        "(enum Status (Alive 100) (Dead 0) (health :int) (func isAlive () ->bool {(return (> health 0))}))"
    );
    assert_eq!(
        tree(
            "enum Medal {\n    Gold(\"***\", 3), Silver(stars: \"**\", worth: TWO),\n    Bronze(stars: ONE, worth: 1)\n    stars: string\n    worth: int\n}"
        ),
        "(enum Medal (Gold (str \"***\") 3) (Silver stars:(str \"**\") worth:TWO) (Bronze stars:ONE worth:1) (stars :string) (worth :int))"
    );
    assert_eq!(
        tree("enum Shape<T> with Show { Circle(r: float), Rect(w: T?, h: (int) -> int), None }"),
        "(enum Shape <T> with Show (Circle r:float) (Rect w:T? h:((int)->int)) None)"
    );
    assert_eq!(
        tree("enum Json {\n    Null,\n    List(items: Array<Json>)\n\n    func f() { }\n}"),
        "(enum Json Null (List items:Array<Json>) (func f () {}))"
    );
}

#[test]
fn types() {
    assert_eq!(tree("let a: items::Sword? = b"), "(let @a :items::Sword? b)");
    assert_eq!(tree("let a: ((int) -> int)? = null"), "(let @a :((int)->int)? null)");
    assert_eq!(tree("let a: (int) -> int? = null"), "(let @a :((int)->int?) null)");
    assert_eq!(tree("let a: Array<Dictionary<string, Array<int>>>= []"), "(let @a :Array<Dictionary<string Array<int>>> [])");
    assert_eq!(tree("let a: Array<\n  int\n> = []"), "(let @a :Array<int> [])");
}

#[test]
fn library_files_declare_native_functions() {
    assert_eq!(
        library_tree(
            "native func sqrt<N>(x: N) -> N where N : Number
native fails func parse(text: string) -> int
native context func now() -> float64
native fails context func readFile(path: string) -> Result<string>
extend Array<T> where T : Equatable {
    // Adds at the end.
    native func push(value: T)
    func map<U>(f: (T) -> U) -> Array<U> { return [] }
}
extend int {
    static let MAX: int
    static native func parse(text: string) -> int
}"
        ),
        "(public native func sqrt <N> (N:Number) (x:N) ->N)
(public native fails func parse (text:string) ->int)
(public native context func now () ->float64)
(public native fails context func readFile (path:string) ->Result<string>)
(extend Array <T> (T:Equatable) #\"Adds at the end.\" (public native func push (value:T)) (public func map <U> (f:((T)->U)) ->Array<U> {(return [])}))
(extend int (public static let MAX :int) (public static native func parse (text:string) ->int))"
    );
    assert_eq!(error("native func f()"), "1:1 E0101 only the standard library's own files may say `native`");
    assert_eq!(error("extend Array<T> { }"), "1:1 E0101 only the standard library's own files may say `extend`");
}
