/// Makes scripts that change a vault like Acme's in random ways, from a seed.
///
/// Many of their commands fail on purpose: names that are not there, names that are there already, no rights.
struct ScriptMaker {
  private var state: UInt64

  init(seed: Int) { state = UInt64(bitPattern: Int64(seed)) &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  private mutating func below(_ limit: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(limit))
  }

  private mutating func one(_ items: [String]) -> String { items[below(items.count)] }

  private mutating func account() -> String { one(["ci-web", "ci-payments", "deploy", "new-1", "new-2"]) }

  private mutating func project() -> String { one(["web", "payments-prod", "billing", "fresh"]) }

  private mutating func secret() -> String {
    one(["web/DB_URL", "web/API_KEY", "payments-prod/STRIPE_KEY", "web/TOKEN", "fresh/TOKEN"])
  }

  private mutating func person() -> String {
    one(["bob@acme.example", "ada@acme.example", "eve@acme.example"])
  }

  private mutating func group() -> String { one(["ops", "dev"]) }

  private mutating func level() -> String { one(["read", "read-write"]) }

  /// A whole script of a few statements.
  mutating func script() -> String {
    (0..<2 + below(6)).map { _ in statement(depth: 0) }.joined(separator: "\n")
  }

  private mutating func statement(depth: Int) -> String {
    switch depth < 2 ? below(14) : 0 {
    case 10: return "for x in (accounts | first 2) { \(statement(depth: depth + 1)) }"
    case 11: return "if (accounts | length) > \(below(6)) { \(statement(depth: depth + 1)) }"
    case 12:
      let end = one(["", "; throw \"left\""])
      return
        "try { batch { \(statement(depth: depth + 1)); \(statement(depth: depth + 1))\(end) } }"
        + " catch e { $e.code }"
    case 13: return "try { \(command()); \(command()); throw \"late\" } catch e { $e.code }"
    default: return "try { \(command()) } catch e { $e.code }"
    }
  }

  private mutating func command() -> String {
    switch below(5) {
    case 0: accounts()
    case 1: grants()
    case 2: secrets()
    case 3: people()
    default: projects()
    }
  }

  private mutating func accounts() -> String {
    switch below(7) {
    case 0: "account create \(account())"
    case 1: "account create \(account()) \(account()) --if-missing"
    case 2: "account rename \(account()) \(account())"
    case 3: "account delete \(account()) --yes"
    case 4: "let t = token create \(account()) --name \(one(["build", "night"])) --expires 30d; $t.name"
    case 5: "tokens --account \(account()) | token revoke --yes"
    default: "accounts | where .tokens > 0 | account delete --yes"
    }
  }

  private mutating func grants() -> String {
    switch below(8) {
    case 0: "grant \(account()) project:\(project()) --access \(level())"
    case 1: "grant \(account()) project:\(project()) --access read --exact"
    case 2: "revoke \(account()) project:\(project()) --yes"
    case 3: "accounts | grant project:\(project()) --access \(level())"
    case 4: "grant person:\(person()) account:\(account()) --access read-write"
    case 5: "grant group:\(group()) project:\(project()) --access \(level())"
    case 6: "grant \(account()) secret:\(secret()) --access \(level())"
    default: "accounts | revoke project:\(project()) --yes"
    }
  }

  private mutating func secrets() -> String {
    switch below(8) {
    case 0: "\"v\(below(9))\" | secret create TOKEN --project \(project())"
    case 1: "\"v\(below(9))\" | secret edit \(secret())"
    case 2: "secret edit \(secret()) --key TOKEN"
    case 3: "secret move \(secret()) --project \(project())"
    case 4: "secret delete \(secret()) --yes"
    case 5: "trash | secret restore"
    case 6: "trash | first 1 | secret purge --yes"
    default: "secrets --project \(project()) | secret move --unassigned"
    }
  }

  private mutating func people() -> String {
    switch below(8) {
    case 0: "(person invite \(person()) --role \(one(["user", "admin"]))).role"
    case 1: "person set \(person()) --role \(one(["user", "admin", "owner"]))"
    case 2: "person set \(person()) --suspended \(one(["yes", "no"]))"
    case 3: "person remove \(person()) --yes"
    case 4: "group create \(group())"
    case 5: "group add \(group()) \(person())"
    case 6: "group remove \(group()) \(person()) --yes"
    default: "group delete \(group()) --yes"
    }
  }

  private mutating func projects() -> String {
    switch below(6) {
    case 0: "project create \(project())"
    case 1: "project rename \(project()) \(project())"
    case 2: "project delete \(project()) --yes"
    case 3: "vault set api-url https://\(one(["a", "b"])).example/api"
    case 4: "project show \(project()) | get name"
    default: "projects | where .secrets == 0 | project delete --yes"
    }
  }
}
