/// Calls and what the checker says about arguments that they need, and that exclude each other.
extension CheckTests {
  private static let rename = "usage: thing rename THING NAME; thing may come from the pipe"
  private static let move = "usage: thing move THING… (--to STRING | --out); thing may come from the pipe"
  private static let set = "usage: thing set [--role STRING] [--key STRING] [--letters STRING]"
  private static let note = "usage: thing note --title STRING --sure [--file STRING]"

  static let needs: [Check] = [
    // A subject is an argument, or comes from the pipe.
    Check("thing rename a b"),
    Check("\"a\" | thing rename b"),
    Check("let p = [b]; \"a\" | thing rename ...$p"),
    Check("thing rename", "1:1 E0210 `thing rename` needs thing and name / \(rename)"),
    Check("thing rename a", "1:1 E0210 `thing rename` needs name / \(rename)"),
    Check("\"a\" | thing rename", "1:7 E0210 `thing rename` needs name / \(rename)"),
    Check(
      "\"a\" | thing rename b c",
      "1:22 E0852 `thing rename` takes thing as an argument or from the pipe, not both / \(rename)"),
    // At least one argument, or the pipe.
    Check("thing move a --out; \"a\" | thing move --to x; let l = [a]; thing move ...$l --out"),
    Check("thing move --out", "1:1 E0210 `thing move` needs thing / \(move)"),
    // One of two flags, known before running only where the value cannot be null.
    Check("thing move a", "1:1 E0210 `thing move` needs --to or --out / \(move)"),
    Check("thing move a --to b --out", "1:1 E0205 `thing move` takes either --to or --out / \(move)"),
    Check("let t = if $now > 2020-01-01 { \"b\" }; thing move a --to $t --out"),
    Check("thing move a --out=false", "1:1 E0210 `thing move` needs --to or --out / \(move)"),
    // Some flag; one only with another.
    Check(
      "thing set", "1:1 E0210 `thing set` needs at least one of --role, --key and --letters / \(set)"),
    Check("thing set --letters x", "1:1 E0210 `thing set` needs --key with --letters / \(set)"),
    Check("thing set --letters x --key y; thing set --role x"),
    // Flags that must be given.
    Check("thing note", "1:1 E0210 `thing note` needs --title and --sure / \(note)"),
    Check("thing note --title x --sure=false", "1:1 E0210 `thing note` needs --sure / \(note)"),
    Check("thing note --title x --sure; \"x\" | thing note --title x --sure"),
    Check(
      "\"x\" | thing note --title x --sure --file f",
      "1:7 E0205 `thing note` takes either --file or input from the pipe / \(note)"),
  ]
}
