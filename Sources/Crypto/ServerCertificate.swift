internal import COpenSSL

/// A certificate that a server signs for itself, with its key, both as PEM.
///
/// It is a leaf (CA:FALSE): clients that take no authority's certificate for a server's trust it as it is.
package struct ServerCertificate {
  /// The certificate in PEM, valid for 825 days.
  package let certificate: [UInt8]
  /// The private key: a curve P-256 one.
  package let key: Secret

  private static let days = 825

  /// Makes a key and a certificate for localhost, the loopback addresses and `addresses` (figures).
  package init(addresses: [String]) throws(CryptoError) {
    guard let pair = Self.makeKey() else { throw .unavailable("EVP_PKEY_generate") }
    defer { EVP_PKEY_free(pair) }
    guard let certificate = X509_new() else { throw .outOfMemory }
    defer { X509_free(certificate) }
    guard Self.fill(certificate, pair, addresses), X509_sign(certificate, pair, EVP_sha256()) > 0 else {
      throw .unavailable("X509_sign")
    }
    guard let text = Self.written({ PEM_write_bio_X509($0, certificate) }),
      let secret = Self.written({ PEM_write_bio_PrivateKey($0, pair, nil, nil, 0, nil, nil) })
    else { throw .unavailable("PEM_write_bio") }
    self.certificate = text.withBytes { Array($0) }
    key = secret
  }

  private static func makeKey() -> OpaquePointer? {
    guard let context = EVP_PKEY_CTX_new_from_name(nil, "EC", nil) else { return nil }
    defer { EVP_PKEY_CTX_free(context) }
    guard EVP_PKEY_keygen_init(context) == 1, EVP_PKEY_CTX_set_group_name(context, "P-256") == 1 else {
      return nil
    }
    var pair: OpaquePointer?
    return EVP_PKEY_generate(context, &pair) == 1 ? pair : nil
  }

  private static func fill(
    _ certificate: OpaquePointer, _ pair: OpaquePointer, _ addresses: [String]
  ) -> Bool {
    var number: UInt64 = 0
    var random = SystemRandomBytes()
    withUnsafeMutableBytes(of: &number) { random.fill($0) }
    let name = X509_get_subject_name(certificate)
    let common = Array("sms serve".utf8)
    let all = Set(addresses).union(["127.0.0.1", "::1"]).sorted().map { "IP:\($0)" }
    return X509_set_version(certificate, 2) == 1
      && ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), number >> 1) == 1
      && X509_gmtime_adj(X509_getm_notBefore(certificate), -300) != nil
      && X509_gmtime_adj(X509_getm_notAfter(certificate), days * 86_400) != nil
      && X509_NAME_add_entry_by_txt(name, "CN", utf8Kind, common, Int32(common.count), -1, 0) == 1
      && X509_set_issuer_name(certificate, name) == 1 && X509_set_pubkey(certificate, pair) == 1
      && add(certificate, NID_basic_constraints, "critical,CA:FALSE")
      && add(certificate, NID_key_usage, "critical,digitalSignature")
      && add(certificate, NID_ext_key_usage, "serverAuth")
      && add(certificate, NID_subject_alt_name, (["DNS:localhost"] + all).joined(separator: ","))
  }

  /// `MBSTRING_UTF8` of the library, which is no plain constant in C.
  private static let utf8Kind: Int32 = 0x1000

  private static func add(_ certificate: OpaquePointer, _ kind: Int32, _ value: String) -> Bool {
    guard let made = X509V3_EXT_conf_nid(nil, nil, kind, value) else { return false }
    defer { X509_EXTENSION_free(made) }
    return X509_add_ext(certificate, made, -1) == 1
  }

  private static func written(_ write: (OpaquePointer) -> Int32) -> Secret? {
    guard let memory = BIO_new(BIO_s_secmem()) else { return nil }
    defer { BIO_free(memory) }
    guard write(memory) == 1 else { return nil }
    let secret = Secret(count: 8192)
    let count = secret.withMutableBytes { BIO_read(memory, $0.baseAddress, Int32($0.count)) }
    guard count > 0 else { return nil }
    secret.shorten(to: Int(count))
    return secret
  }
}
