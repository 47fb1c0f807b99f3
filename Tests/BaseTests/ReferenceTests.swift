import CSupport
import Testing

/// The machine counts references as the runtime does: one more is one in the upper half of an object's second word.
@Suite struct ReferenceTests {
  private final class Thing {
    let died: () -> Void

    init(_ died: @escaping () -> Void) { self.died = died }

    deinit { died() }
  }

  private func count(_ pointer: UnsafeMutableRawPointer) -> UInt64 {
    pointer.load(fromByteOffset: 8, as: UInt64.self)
  }

  @Test func countsAsTheRuntimeDoes() {
    var hasDied = false
    let pointer = Unmanaged.passRetained(Thing { hasDied = true }).toOpaque()
    let before = count(pointer)
    _ = Unmanaged<Thing>.fromOpaque(pointer).retain()
    let byRuntime = count(pointer)
    sms_object_release(pointer)
    #expect(count(pointer) == before)
    sms_object_retain(pointer)
    #expect(count(pointer) == byRuntime && byRuntime != before)
    Unmanaged<Thing>.fromOpaque(pointer).release()
    #expect(count(pointer) == before && !hasDied)
    sms_object_release(pointer)
    #expect(hasDied)
  }

  /// An object with a weak reference keeps its count elsewhere.
  @Test func countsWhereTheCountLiesElsewhere() {
    var hasDied = false
    weak var weakly: Thing?
    let pointer = Unmanaged.passRetained(Thing { hasDied = true }).toOpaque()
    weakly = Unmanaged<Thing>.fromOpaque(pointer).takeUnretainedValue()
    sms_object_retain(pointer)
    sms_object_release(pointer)
    #expect(!hasDied && weakly != nil)
    sms_object_release(pointer)
    #expect(hasDied && weakly == nil)
  }
}
