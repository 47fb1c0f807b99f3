import Crypto

extension VaultSession {
  /// Sets a setting of the vault; nil restores its default.
  package func set(
    _ setting: VaultSetting, to value: String?
  ) throws(VaultError) -> SettingChange {
    let value = try value.map(setting.checked) ?? setting.standard
    return try perform(
      SetSetting(setting: setting, value: value, digest: keys.valueDigest(Secret(utf8: value))))
  }
}
