/// The seals of rows under a key derived from the organization key: they cannot be made without it.
package final class RowSeal {
  private let mac: HMACSHA256

  /// Seals under the key that is derived from `organizationKey`.
  package init(organizationKey: SymmetricKey) { mac = organizationKey.derivedMAC("sms row seal") }

  /// The seal (32 bytes) of a row's message.
  package func seal(_ message: [UInt8]) -> [UInt8] {
    message.withUnsafeBytes { mac.update($0) }
    return mac.finalize()
  }

  /// Whether `seal` is that of the message, in constant time.
  package func isGenuine(_ seal: [UInt8], _ message: [UInt8]) -> Bool {
    constantTimeEqual(seal, self.seal(message))
  }
}
