/// The organization's settings that limit every caller, as they are at one moment.
package struct OrganizationState: Sendable, Equatable {
  /// False: the organization is suspended.
  package var isEnabled: Bool
  /// Whether the product's part for secrets is on.
  package var usesSecretsManager: Bool
  /// Which machine accounts may make projects.
  package var machineProjects: MachineProjects

  /// A state; without arguments that of a new vault.
  package init(
    isEnabled: Bool = true, usesSecretsManager: Bool = true, machineProjects: MachineProjects = .writers
  ) {
    self.isEnabled = isEnabled
    self.usesSecretsManager = usesSecretsManager
    self.machineProjects = machineProjects
  }

  init(_ row: OrganizationRow) {
    isEnabled = row.enabled
    usesSecretsManager = row.usesSecretsManager
    // A word that this release does not know opens nothing.
    machineProjects = MachineProjects(rawValue: row.machineProjects) ?? MachineProjects.none
  }

  /// The setting that disables the vault, if one does.
  package var disabledBy: VaultSetting? {
    if !isEnabled { return .enabled }
    return usesSecretsManager ? nil : .secretsManager
  }
}
