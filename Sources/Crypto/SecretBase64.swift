internal import Base
internal import CSodium

// By libsodium, which takes the same time for all bytes of a length.

/// The base64 text of secret bytes, itself secret.
package func base64Encode(_ secret: Secret) -> Secret {
  let length = Base64.length(of: secret.count)
  // The text ends with a zero, which is no part of it.
  let text = Secret(count: length + 1)
  secret.withOctets { bytes in
    text.withOctets { out in
      out.withMemoryRebound(to: CChar.self, capacity: text.count) { out in
        _ = sodium_bin2base64(out, text.count, bytes, secret.count, sodium_base64_VARIANT_ORIGINAL)
      }
    }
  }
  text.shorten(to: length)
  return text
}

/// The secret bytes of standard base64 with padding, or the error `malformed`.
package func base64Decode(secret text: UnsafeRawBufferPointer) throws(CryptoError) -> Secret {
  let source = text.assumingMemoryBound(to: CChar.self)
  guard let count = Base64.count(ofText: text.assumingMemoryBound(to: UInt8.self)) else {
    throw .malformed("not standard base64")
  }
  let secret = try Secret(checkedCount: count)
  guard let start = source.baseAddress else { return secret }
  var written = 0
  let code = secret.withOctets {
    sodium_base642bin($0, count, start, text.count, nil, &written, nil, sodium_base64_VARIANT_ORIGINAL)
  }
  guard code == 0, written == count else { throw .malformed("not standard base64") }
  return secret
}
