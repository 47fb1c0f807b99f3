internal import Interpreter

/// The documents of a YAML text, read one by one: only the text is held, and one of them.
final class YAMLDocuments: RowSource {
  let columns: [Column]? = nil
  private let text: UnsafeMutableBufferPointer<UInt8>
  private var parser: YAMLDocumentParser
  private let context: Context
  private var builder = ValueBuilder()

  init(_ bytes: [UInt8], _ context: Context) throws(Fault) {
    text = .allocate(capacity: bytes.count)
    _ = text.initialize(from: bytes)
    self.context = context
    do throws(YAMLError) {
      parser = try YAMLDocumentParser(
        UnsafeBufferPointer(text), YAMLReader(maximumDepth: context.limits.nesting))
    } catch {
      text.deallocate()
      throw YAMLFormat.fault(error)
    }
  }

  deinit { text.deallocate() }

  func nextItem() throws(Fault) -> StreamItem {
    try context.machine.poll()
    do throws(YAMLError) {
      return try parser.next(into: &builder) ? .value(builder.take()) : .end
    } catch {
      throw YAMLFormat.fault(error)
    }
  }
}
