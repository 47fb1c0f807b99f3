/// What depends on the current row, on a key, or on what comes through the pipe, and the trees that it gives.
extension GrammarTests {
  /// L04, L08: `.field` anywhere in a row argument; what neither mentions the row nor has parentheses is no row argument.
  static let rowFields: [Parse] = [
    Parse("$x | uniq ([.a .b])", "(| $x (uniq ~[.a .b]))"),
    Parse("$x | uniq [.a .b]", "(| $x (uniq ~[.a .b]))"),
    Parse("$x | update l (.l | append .x)", "(| $x (update :l ~(| .l (append .x))))"),
    Parse("$x | update s (.s | split .sep --max=.n)", "(| $x (update :s ~(| .s (split .sep --max=.n))))"),
    Parse("$x | update r {a: .a, b: [.b -.c ....d]}", "(| $x (update :r ~{a:.a b:[.b (neg .c) ....d]}))"),
    Parse(#"$x | insert l "\(.a)-\($it.b)""#, #"(| $x (insert :l ~(text .a "-" .b)))"#),
    Parse("$x | insert l [$y 1] -$y", "(| $x (insert :l [$y 1] (neg $y)))"),
    Parse("$x | sort-by $it.a $it $y", "(| $x (sort-by ~.a ~$it $y))"),
    Parse("$x | sort-by .0 .a.1 -$it", "(| $x (sort-by ~.0 ~(. .a 1) ~(neg $it)))"),
    Parse(#"$x | where .a in [.b ."c d" .0 "x"]"#, #"(| $x (where ?(in .a [.b .c d .0 "x"])))"#),
    Parse("$x | where (f .a ./b ../c) == 1", "(| $x (where ?(== (f .a :./b :../c) 1)))"),
    Parse("$x | where (.l | any .a == $it.b)", "(| $x (where ?(| .l (any ?(== .a .b)))))"),
    Parse("$x | update a (each {|y| f .b [.c]})", #"(| $x (update :a ~(each (fn [$y] (f :.b [".c"])))))"#),
    Parse(
      "$x | update a (if .b { f .c } else { [.d] })", "(| $x (update :a ~(if .b (do (f .c)) (do [.d]))))"),
    Parse("$x | update a {|r| $r.b}", "(| $x (update :a (fn [$r] (. $r b))))"),
    Parse("assert (f .a) == $it.b", "(assert ?(== (f :.a) (. $it b)))"),
    Parse("f [.a .b] .c", #"(f [".a" ".b"] :.c)"#),
    Parse("$x | upsert a.b .c.d", "(| $x (upsert :a.b ~(. .c d)))"),
    Parse("$x | sort-by .a --desc .b --asc", "(| $x (sort-by ~.a --desc ~.b --asc))"),
  ]

  /// L15, L08: calculated keys, and what may stand as a record's value.
  static let computedKeys: [Parse] = [
    Parse("{$k: 5}", "{($k):5}"),
    Parse("{($a.name): 1, b: 2}", "{((. $a name)):1 b:2}"),
    Parse(#"{"\($x)y": 1 "z": 2}"#, #"{((text $x "y")):1 z:2}"#),
    Parse("{$a.b[0]:1}", "{((at (. $a b) 0)):1}"),
    Parse(
      "match 1 { 1 => {$k: 5} 2 => {$k.a: 1} 3 => {(f 1): 2} }",
      "(match 1 (=1 => {($k):5}) (=2 => {((. $k a)):1}) (=3 => {((f :1)):2}))"),
    Parse(
      "match 1 { 1 => { $k | f } 2 => { $k = 1 } }",
      "(match 1 (=1 => (do (| $k (f)))) (=2 => (do (set $k 1))))"),
    Parse(
      "{a: true and $x, b: null ?? 1 c: not $y d: false}",
      "{a:(and true $x) b:(?? null 1) c:(not $y) d:false}"),
    Parse("{a: true b: nullable c: true/x}", #"{a:true b:"nullable" c:"true/x"}"#),
    Parse(
      "{a: if $x { 1 } else if $y { 2 } b: match 1 { _ => 2 }, c: try { 1 } catch e { 2 }}",
      "{a:(if $x (do 1) (if $y (do 2))) b:(match 1 (_ => 2)) c:(try (do 1) catch $e (do 2))}"),
    Parse("{a: if, b: if c: match d: try e: try}", #"{a:"if" b:"if" c:"match" d:"try" e:"try"}"#),
  ]

  /// L15: `$in`, and what stands behind `|` beside commands.
  static let inputStages: [Parse] = [
    Parse("5 | $in * 2", "(| 5 <(* $in 2))"),
    Parse("f | if $in > 1 { 2 } else { 3 } | g", "(| (f) <(if (> $in 1) (do 2) (do 3)) (g))"),
    Parse("f | match { 1 => 2 }", "(| (f) <(match $in (=1 => 2)))"),
    Parse("f | match $in.a { {b: 1} => 2 }", "(| (f) <(match (. $in a) ({b:=1} => 2)))"),
    Parse("f | try { $in } catch { 1 }", "(| (f) <(try (do $in) catch (do 1)))"),
    Parse("f | {a: $in} | [$in]", "(| (f) <{a:$in} <[$in])"),
    Parse("f | not $in", "(| (f) <(not $in))"),
    Parse(#"f | "x\($in)""#, #"(| (f) <(text "x" $in))"#),
    Parse("f\n| $in\n| g", "(| (f) <$in (g))"),
    Parse("f | plan { g $in }", "(| (f) <(plan (do (g $in))))"),
  ]
}
