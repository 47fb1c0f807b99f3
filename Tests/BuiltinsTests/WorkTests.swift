import Interpreter
import Support
import Testing

/// Whatever works long on one large value looks at the limits while it does.
@Suite struct WorkTests {
  /// Texts, lists and values that hold the same value many times: each is made in few steps.
  private static let inputs = """
    let text = ("a é " | repeat 200000)
    mut a = [1]
    mut b = [1]
    mut r = {k: 1}
    for n in 1..40 { $a = [$a $a]; $b = [$b $b]; $r = {k: $r, l: $r} }

    """

  static let programs: [String] = [
    "$text | contains x -i", "$text | find x -i", "$text | split", "$text | split é | length",
    "$text | reverse",
    "($text | replace a Σ) | lower", "random text 4000000", "random bytes 4000000",
    "(\"[1\" + (\",1\" | repeat 500000) + \"]\") | from json", "(\"- a\\n\" | repeat 200000) | from yaml",
    "1..3000 | window 1500 | length", "$a == $b", "[$a $b] | uniq", "[$a] | group-by $it | length",
    "[$a $b] | sort-by $it", "$a | to json", "$r | to yaml", "$r == {k: $r.l, l: $r.k}",
    "\"\\($a)\" | length",
    "[$r] | uniq | length", "print $a", "[{x: $a}] | to csv", "$a in [$b]", "$a != $b",
  ]

  @Test(arguments: programs) func itStops(_ program: String) {
    var limits = Limits()
    limits.steps = 60_000
    limits.memory = 1 << 26
    let said = IORun(limits: limits).text(Self.inputs + program)
    #expect(said.hasPrefix("E0403") || said.hasPrefix("E0406"), "\(program): \(said.prefix(200))")
  }
}
