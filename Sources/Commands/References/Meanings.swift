internal import Interpreter
internal import Vault

/// What the words of closed sets mean, for completion.
enum Meanings {
  static let levels = AccessLevel.allCases.map { level in
    Choice(level.word, level == .read ? "may read" : "may read and change")
  }

  static let roles = Role.allCases.map { role in
    let meaning =
      switch role {
      case .owner: "may do all, also with the vault itself"
      case .admin: "may do all with secrets and machine accounts, and manages people and groups"
      case .user: "may do what grants allow"
      case .custom: "may do what grants and --allow allow"
      }
    return Choice(role.word, meaning)
  }

  static let permissions = Permissions.words.map { word, permission in
    let meaning =
      switch permission {
      case .eventLogs: "reads the events"
      case .managePeople: "invites, changes and removes people"
      default: "makes groups and chooses their members"
      }
    return Choice(word, meaning)
  }

  static let effects = CredentialEffects.words.map { word, effect in
    let meaning =
      switch effect {
      case .read: "lists and shows"
      case .write: "makes and changes"
      case .reveal: "opens secrets"
      case .destroy: "deletes and revokes"
      default: "changes people, roles, keys and settings"
      }
    return Choice(word, meaning)
  }

  static let tiers = Plan.allCases.map { plan in
    Choice(plan.rawValue, plan == .unlimited ? "no limits" : "the limits of \(plan.rawValue)")
  }

  static let settings = VaultSetting.allCases.map { setting in
    let meaning =
      switch setting {
      case .identityURL: "the address where clients sign in"
      case .apiURL: "the address of the API for clients"
      case .machineProjects: "which machine accounts may make projects"
      case .secretsManager: "whether secrets may be used at all"
      case .enabled: "whether the organization may be used at all"
      case .eventSink: "where each event goes as soon as it is committed"
      case .eventSinkMode: "what happens where the sink takes no events"
      case .eventSinkFormat: "the form of a line of the sink"
      case .tokenRate: "how many events a second each token may cause at a server"
      }
    return Choice(setting.rawValue, meaning)
  }

  static let origins = EventOrigin.allCases.map { origin in
    let meaning =
      switch origin {
      case .own: "written when it happened"
      case .imported: "read from a file of events"
      case .system: "done by the vault itself"
      }
    return Choice(origin.word, meaning)
  }

  static let tokenStatuses = TokenStatus.allCases.map { status in
    let meaning =
      switch status {
      case .active: "signs in"
      case .expiring: "ends within 7 days"
      case .expired: "signs in no more"
      }
    return Choice(status.rawValue, meaning)
  }

  static let personStatuses = PersonStatus.allCases.map { status in
    let meaning =
      switch status {
      case .revoked: "may do nothing for the time being"
      case .invited: "has a code and has not joined"
      case .accepted: "has joined and is not confirmed"
      case .confirmed: "is a member"
      }
    return Choice(status.word, meaning)
  }

  static let ends = [
    Choice("7d", "in a week"), Choice("30d", "in 30 days"), Choice("90d", "in 90 days"),
    Choice("365d", "in a year"), Choice("never", "it does not end"),
    Choice("2027-12-31", "a date"),
  ]

  static let moments = [
    Choice("1h", "an hour ago"), Choice("24h", "a day ago"), Choice("7d", "a week ago"),
    Choice("30d", "30 days ago"), Choice("2026-01-31", "a date"),
    Choice("2026-01-31T08:00:00Z", "a date with its time"),
  ]
}
