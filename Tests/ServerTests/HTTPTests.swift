import Testing
import Vault

@testable import Server

/// Addresses, proxies, the throttle and the numbers: what needs no socket.
@Suite struct HTTPTests {
  @Test func addressesAreReadInFiguresOnly() {
    #expect(HTTPAddress("127.0.0.1:8087") == HTTPAddress(host: "127.0.0.1", port: 8087))
    #expect(HTTPAddress("localhost:0")?.text == "127.0.0.1:0")
    #expect(HTTPAddress("[::1]:80")?.text == "[::1]:80")
    for wrong in [
      "", ":80", "127.0.0.1", "::1:80", "example.org:80", "1.2.3:80", "1.2.3.4:65536", "[1.2.3.4]:1",
    ] {
      #expect(HTTPAddress(wrong) == nil, "\(wrong)")
    }
    #expect(HTTPAddress("127.9.9.9:1")?.isLoopback == true)
    #expect(HTTPAddress("[::1]:1")?.isLoopback == true)
    #expect(HTTPAddress("0.0.0.0:1")?.isLoopback == false)
    #expect(HTTPAddress("[::]:1")?.isLoopback == false)
  }

  @Test func networksHoldTheirAddressesOnly() throws {
    let net = try #require(HTTPNetwork("10.1.0.0/15"))
    #expect(net.contains("10.0.255.1") && net.contains("10.1.2.3"))
    #expect(!net.contains("10.2.0.0") && !net.contains("::1") && !net.contains("x"))
    #expect(HTTPNetwork("10.0.0.0/33") == nil && HTTPNetwork("10.0.0.0/-1") == nil)
    #expect(HTTPNetwork("0.0.0.0/0")?.contains("255.255.255.255") == true)
    #expect(HTTPNetwork("2001:db8::/32")?.contains("2001:db8:1::1") == true)
  }

  @Test func onlyTrustedProxiesAreBelieved() throws {
    let trusted = [try #require(HTTPNetwork("10.0.0.0/8"))]
    func client(_ peer: String, _ forwarded: String...) -> String {
      HTTPNetwork.client(peer: peer, forwarded: forwarded, trusted: trusted)
    }
    #expect(client("192.0.2.1", "198.51.100.7") == "192.0.2.1")
    #expect(client("10.0.0.1", "198.51.100.7") == "198.51.100.7")
    #expect(client("10.0.0.1", "203.0.113.9, 198.51.100.7, 10.0.0.2") == "198.51.100.7")
    #expect(client("10.0.0.1", "203.0.113.9", "198.51.100.7") == "198.51.100.7")
    #expect(client("10.0.0.1", "198.51.100.7, unknown") == "10.0.0.1")
    #expect(client("10.0.0.1") == "10.0.0.1")
  }

  @Test func theThrottleCountsFailuresAndForgetsThem() {
    let throttle = HTTPThrottle()
    for _ in 0..<HTTPThrottle.most - 1 { throttle.failed("a", now: 0) }
    #expect(throttle.wait("a", now: 0) == nil)
    throttle.failed("a", now: 0)
    #expect(throttle.wait("a", now: 0) == 1)
    #expect(throttle.wait("b", now: 0) == nil)
    for _ in 0..<1_000 { throttle.failed("a", now: 0) }
    #expect(throttle.wait("a", now: 0) == 21)
    #expect(throttle.wait("a", now: 60_000_000) == nil)
  }

  /// The answer was looked for before: only what failed is told to wait, and that does not count again.
  @Test func failuresBeyondAreToldToWait() {
    let throttle = HTTPThrottle()
    let refused = ServerResponse(status: 400, body: [1])
    for _ in 0..<HTTPThrottle.most { #expect(throttle.told(refused, to: "a", now: 0).status == 400) }
    for _ in 0..<100 {
      let told = throttle.told(refused, to: "a", now: 0)
      #expect(told.status == 429 && told.headers.contains { $0.name == "Retry-After" && $0.value == "1" })
    }
    #expect(throttle.told(refused, to: "a", now: 2_000_001).status == 400)
    #expect(throttle.told(refused, to: "b", now: 0).body == [1])
  }

  @Test func refusalsLeaveAtFullSteps() {
    let step = HTTPPace.step
    for (now, due) in [
      (0, step), (1, step), (step - 1, step), (step, 2 * step), (step + 1, 2 * step), (-5, step),
    ] {
      #expect(HTTPPace.due(begun: 1000, now: 1000 + now) == 1000 + due)
    }
  }

  @Test func faultsHaveALineNowAndThenAndAnAlarm() {
    let faults = ServerFaults(log: ServerLog())
    faults.add(ServerFault(.storageFull, status: 507), requests: 3, now: 0)
    faults.add(ServerFault(.rate, message: "x"), now: 50_000_000)
    let text = faults.text(now: 59_999_999)
    #expect(text.contains("sms_faults_total{cause=\"disk-full\"} 3\n"))
    #expect(
      text.contains("sms_alarm{cause=\"disk-full\"} 1\n") && text.contains("sms_alarm{cause=\"busy\"} 0\n"))
    #expect(faults.text(now: 60_000_001).contains("sms_alarm{cause=\"disk-full\"} 0\n"))
    // The words of an error that names something are those of its page.
    for error in [
      VaultError.missing(path: "/canary"), .damaged("canary"), .cannotOpen(path: "/canary", reason: ""),
    ] {
      let fault = ServerFault(error, status: 500)
      #expect(!fault.message.contains("canary") && fault.code == error.code && fault.message.hasSuffix("."))
    }
  }

  @Test func theThrottleStaysBounded() {
    let throttle = HTTPThrottle()
    for number in 0..<25_000 { throttle.failed("\(number)", now: 0) }
    #expect(throttle.wait("24999", now: 0) == nil)
  }

  @Test func theNumbersNameNothing() {
    let metrics = HTTPMetrics()
    metrics.request(method: "GET", status: 200, microseconds: 700)
    metrics.request(method: "SECRET", status: 405, microseconds: 1_500_000)
    metrics.batch(3)
    let text = metrics.text(connections: 7)
    #expect(text.contains("sms_http_requests_total{method=\"GET\",status=\"200\"} 1\n"))
    #expect(text.contains("sms_http_requests_total{method=\"other\",status=\"405\"} 1\n"))
    #expect(text.contains("sms_http_request_duration_seconds_bucket{le=\"0.000500\"} 0\n"))
    #expect(text.contains("sms_http_request_duration_seconds_bucket{le=\"0.001000\"} 1\n"))
    #expect(text.contains("sms_http_request_duration_seconds_sum 1.500700\n"))
    #expect(text.contains("sms_commit_requests_bucket{le=\"4\"} 1\n"))
    #expect(text.contains("sms_http_connections 7\n"))
    #expect(!text.contains("SECRET"))
  }
}
