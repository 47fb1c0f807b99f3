import Builtins
import Support
import Testing

/// What row commands take for the same value when they count, group and leave out what came before.
@Suite("Keys of rows") struct KeyTests {
  private func value(_ code: String) -> String { TestRun(BuiltinCommands.all).evaluateText(code) }

  @Test func equalValuesOfWhateverTypeAreOneKey() {
    let rows = #"[{k: 1} {k: 1.0} {k: "1"} {k: null} {k: [1]} {k: "1"} {k: 1.5} {k: true} {k: [1.0]}]"#
    #expect(value("\(rows) | count-by .k | get count | sum") == "9")
    #expect(value("\(rows) | count-by .k | get count | first 4") == value("[2 2 1 2]"))
    #expect(value("\(rows) | uniq | length") == "6")
  }

  @Test func twoFieldsDoNotRunIntoEachOther() {
    let rows = #"[{a: "x", b: "yz"} {a: "xy", b: "z"} {a: "", b: "xyz"} {a: "x", b: "yz"}]"#
    #expect(value("\(rows) | count-by .a .b | length") == "3")
  }
}
