internal import Base
internal import Interpreter

/// Sealed text that is made of other sealed text when it is opened, with the events of that.
final class MadeEnvelope: Envelope {
  private let source: SealedObject
  private let make: (UnsafeRawBufferPointer) throws(Fault) -> [UInt8]

  init(_ source: SealedObject, _ make: @escaping (UnsafeRawBufferPointer) throws(Fault) -> [UInt8]) {
    self.source = source
    self.make = make
  }

  var kind: String { "text" }

  var id: String { "" }

  func open(_ purpose: RevealPurpose, _ body: (UnsafeRawBufferPointer) throws(Fault) -> Void) throws(Fault) {
    let make = make
    try source.open(purpose) { (raw) throws(Fault) in
      var bytes = try make(raw)
      defer { wipe(&bytes) }
      let result: Result<Void, Fault> = bytes.withUnsafeBytes { made in
        do throws(Fault) { return .success(try body(made)) } catch { return .failure(error) }
      }
      try result.get()
    }
  }
}

/// Commands that make one text of the bytes of another: what is sealed stays sealed.
enum TextBytes {
  static let input = Input.required(.oneOf([.string, .sealed]))
  static let sealed = "What is made of sealed text is sealed, too."

  /// The type of what is made.
  static func output(_ input: Type) -> Type {
    switch input {
    case .sealed: .sealed
    case .string: .string
    default: .oneOf([.string, .sealed])
    }
  }

  /// Makes text of the input's bytes.
  static func run(
    _ call: Call, _ make: @escaping (UnsafeRawBufferPointer) throws(Fault) -> [UInt8]
  ) throws(Fault) -> Value {
    if case .sealed(let sealed)? = call.input { return .sealed(SealedObject(MadeEnvelope(sealed, make))) }
    var text = try call.inputText()
    let made: Result<[UInt8], Fault> = text.withUTF8 { bytes in
      do throws(Fault) { return .success(try make(UnsafeRawBufferPointer(bytes))) } catch {
        return .failure(error)
      }
    }
    let bytes = try made.get()
    do {
      return .string(String(copying: try UTF8Span(validating: bytes.span)))
    } catch {
      throw call.fault(BuiltinFault.notUTF8(command: call.name, offset: error.byteOffsets.lowerBound))
    }
  }
}
