import Base
import Crypto
import StoreSQLite
import Support
import Testing
import Vault

/// The text of an access token is what the protocol says, and opens what is stored for it.
@Suite struct TokenTests {
  @Test func aTokenOpensTheOrganizationKey() throws {
    let home = try E2EAcme.home(.provisioned)
    let made = try home.run(
      "-c", "token create ci-payments --name t --expires 30d | get value | reveal")
    #expect(made.status == 0, "\(made)")
    let text = made.output.trimmingNewline
    let halves = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let parts = halves[0].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    #expect(halves.count == 2 && parts.count == 3)
    #expect(parts[0] == "0")
    #expect(UUID128(parts[1])?.text == parts[1])
    #expect(parts[2].utf8.count == 30)
    #expect(parts[2].utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "z") ~= $0 && isAlphanumeric($0) })
    #expect(halves[1].hasSuffix("==") && halves[1].utf8.count == 24)
    let seed = try #require(base64Decode(halves[1]))
    #expect(seed.count == 16)

    // The key as the protocol words it, not as the program derives it.
    let key = try SymmetricKey(
      try seed.withUnsafeBytes { (seed) throws(CryptoError) in
        try hkdfSHA256(
          seed, salt: Array("bitwarden-accesstoken".utf8), info: Array("sm-access-token".utf8), count: 64)
      })
    let store = try SQLiteStores().open(at: home.vault)
    let id = try #require(UUID128(parts[1]))
    let row = try #require(try store.first(Query<TokenRow>([.equal(.id, .id(id))])))
    let payload = try #require(row.payload)
    let json = try EncStringCipher(key).openText(payload)
    #expect(json.hasPrefix(#"{"encryptionKey":""#) && json.hasSuffix(#""}"#))
    let organizationKey = try AccessToken.organizationKey(fromPayload: payload, key: key)
    #expect(row.secretHash == base64Encode(Array(parts[2].utf8).withUnsafeBytes { sha256($0) }))

    // What it opened is the key that the owner's passphrase opens, and it opens what is stored.
    let service = try VaultService(store: store)
    let session = try service.unlock(email: E2EHome.email, passphrase: Secret(utf8: E2EHome.passphrase))
    #expect(session.keys.organizationKey.secret.isEqual(to: organizationKey.secret))
    #expect(try EncStringCipher(organizationKey).openText(row.name.text) == "t")
  }

  private func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: false
    }
  }

  @Test func aTokenThatNothingTakesIsNamed() throws {
    let home = try E2EAcme.home(.provisioned)
    let checked = try home.run("-c", "token create ci-payments --name lost; accounts | length")
    #expect(checked.status == 2, "\(checked)")
    #expect(try home.run("-c", "tokens | length").output == "0\n")
    let made = try home.run("-c", "let t = (token create ci-payments --name lost); $t.name")
    #expect(made.status == 0, "\(made)")
    #expect(made.errors.contains("lost"))
    let expired = try home.run(
      "-c", "token create ci-payments --name old --expires 2001-01-01 | get value | reveal")
    #expect(expired.status == 1, "\(expired)")
  }
}
