import Glibc
import Testing
@Test func checkProbe() {
  guard let file = fopen("/tmp/check.in", "r") else { return }
  var bytes: [UInt8] = []
  while case let c = getc(file), c >= 0 { bytes.append(UInt8(c)) }
  var out = ""
  for part in bytes.split(separator: 0, omittingEmptySubsequences: false) {
    out += CheckFixture.said(String(decoding: part, as: UTF8.self)).joined(separator: "\u{1}") + "\0"
  }
  let o = fopen("/tmp/check.out", "w")
  fputs("", o)
  fwrite(out, 1, out.utf8.count, o)
  fclose(o)
}
