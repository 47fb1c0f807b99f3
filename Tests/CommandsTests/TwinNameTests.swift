import Commands
import Interpreter
import Support
import Testing

/// T19: a name that says its kind is that of the one who got it first, however old a later twin is.
@Suite struct TwinNameTests {
  @Test(arguments: [
    ("project", "project create web --twin", "project show"),
    // The older project gets the name later.
    ("project", "project rename payments-prod web --twin", "project show"),
    ("account", "account create ci-web --twin", "account show"),
    ("account", "account rename ci-payments ci-web --twin", "account show"),
  ])
  func theFirstHolderKeepsItsName(kind: String, twin: String, show: String) throws {
    let world = try CommandsFixture()
    let name = kind == "project" ? "web" : "ci-web"
    let first = world.text("(\(show) \(name)).id")
    _ = world.text("\(twin) | length")
    #expect(world.fault("\(show) \(name)")?.code == "V0202")
    #expect(world.text("(\(show) \(kind):\(name)).id") == first)
    #expect(world.run.host.errors.contains("is the one that got the name first; later a twin took it: "))
    // Where the first one gives the name up, it is the other's.
    _ = world.text("\(kind) rename \(kind):\(name) other | length")
    #expect(world.text("(\(show) \(name)).id") != first)
  }
}
