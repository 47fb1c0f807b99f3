/// The MAC (32 bytes) over the fields of a credential row, under a key derived from the organization key.
///
/// Count and lengths are part of the message: moving a byte between fields, or adding an empty field, changes it.
package func rowMAC(organizationKey: SymmetricKey, fields: [[UInt8]]) -> [UInt8] {
  let mac = organizationKey.derivedMAC("sms credential row")
  mac.update(count: fields.count)
  for field in fields {
    field.withUnsafeBytes { mac.update(framed: $0) }
  }
  return mac.finalize()
}

/// Whether `mac` is the MAC of these fields, in constant time.
package func isRowMAC(_ mac: [UInt8], organizationKey: SymmetricKey, fields: [[UInt8]]) -> Bool {
  constantTimeEqual(mac, rowMAC(organizationKey: organizationKey, fields: fields))
}
