internal import CSodium

/// The library libsodium, made ready at its first use and not before.
enum Sodium {
  /// True once `sodium_init` has run; false when it failed, then nothing of the library may be used.
  static let isReady: Bool = sodium_init() >= 0
}
