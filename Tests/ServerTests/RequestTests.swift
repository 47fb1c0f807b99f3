import Server
import Testing

/// Requests and answers as values.
@Suite struct RequestTests {
  @Test func headersAreFoundWhateverTheirCase() {
    let request = ServerRequest(
      method: "GET", path: "/", headers: [("aUTHORIZATION", "Bearer x"), ("Authorization", "y")])
    #expect(request.header("Authorization") == "Bearer x")
    #expect(request.header("accept") == nil)
  }
}
