import Base
import Crypto
import Testing

@Suite struct RandomBytesTests {
  @Test func `a seed gives the same stream, another seed another`() {
    var first = SeededRandomBytes(seed: 9)
    var second = SeededRandomBytes(seed: 9)
    var third = SeededRandomBytes(seed: 10)
    let stream = [first.bytes(40), first.bytes(40), first.bytes(0), first.bytes(7)]
    #expect(stream == [second.bytes(40), second.bytes(40), second.bytes(0), second.bytes(7)])
    #expect(stream[0] != stream[1])
    #expect(third.bytes(40) != stream[0])
  }

  @Test func `the system's bytes differ`() {
    var system = SystemRandomBytes()
    #expect(system.bytes(32) != system.bytes(32))
  }
}
