import Glibc

/// The target that `SMS_FUZZ_TARGET` names.
private let target: FuzzTarget = {
  let name = getenv("SMS_FUZZ_TARGET").map { String(cString: $0) } ?? ""
  guard let found = FuzzTarget.all.first(where: { $0.name == name }) else {
    print("SMS_FUZZ_TARGET is one of \(FuzzTarget.all.map(\.name).joined(separator: " "))")
    exit(2)
  }
  return found
}()

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  do { try target.run(UnsafeBufferPointer(start: bytes, count: count)) } catch let failure as FuzzFailure {
    fatalError(failure.what)
  } catch {
    fatalError("\(target.name): \(error)")
  }
  return 0
}
