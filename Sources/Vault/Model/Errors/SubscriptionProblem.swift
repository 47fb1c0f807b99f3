/// Why a subscription cannot be as it is wanted.
package enum SubscriptionProblem: Sendable, Equatable {
  /// The plan has no limits to set.
  case noLimits(Plan)
  /// The plan includes a fixed number, which cannot be raised.
  case cannotGrow(Plan, Counted, base: Int64)
  /// More is used than the plan includes.
  case planTooSmall(Plan, Counted, most: Int64, used: Int64)
  /// Less than the plan includes always.
  case belowPlan(Plan, Counted, base: Int64)
  /// Less than one.
  case belowOne(Counted)
  /// Less than is used.
  case belowUse(Counted, used: Int64)
  /// A limit below the number that is included.
  case limitBelowIncluded(Counted, limit: Int64, included: Int64)

  /// The sentence.
  package var words: String {
    switch self {
    case .noLimits(let plan): "the plan \(plan.rawValue) has no limits to set"
    case .cannotGrow(let plan, let what, let base):
      "the plan \(plan.rawValue) has \(base) \(what.word) and cannot have more"
    case .planTooSmall(let plan, let what, let most, let used):
      "the plan \(plan.rawValue) has at most \(most) \(what.word), and \(used) are used"
    case .belowPlan(let plan, let what, let base):
      "the plan \(plan.rawValue) includes \(base) \(what.word): there cannot be fewer"
    case .belowOne(let what): "there must be at least 1 of the \(what.word)"
    case .belowUse(let what, let used): "\(used) \(what.word) are used: there cannot be fewer"
    case .limitBelowIncluded(let what, let limit, let included):
      "the limit of \(limit) \(what.word) is below the \(included) that are included"
    }
  }

  /// The help line of the error: what to change.
  package var help: String {
    switch self {
    case .noLimits, .cannotGrow: "choose another plan: subscription set --tier teams"
    case .planTooSmall(_, let what, _, _), .belowUse(let what, _):
      what == .seats ? "take away a person's access first: person set EMAIL --access no" : "delete some first"
    case .belowPlan, .belowOne: "`subscription` shows what is used and included"
    case .limitBelowIncluded(let what, _, _):
      "give a higher limit or fewer \(what.word), or `none` for no limit"
    }
  }
}

extension Shortage {
  /// The sentence.
  package var words: String {
    "the subscription allows \(limit) \(what.word), \(used) are used, and \(wanted) more "
      + "\(wanted == 1 ? "was" : "were") asked for"
  }

  /// The help line of the error: what to change.
  package var help: String {
    let first =
      what == .seats
      ? "take away a person's access (person set EMAIL --access no)" : "delete one that is not needed"
    let flag = what == .seats ? "--max-seats" : "--max"
    let second =
      plan.canGrow
      ? "raise the limit: subscription set \(flag) N" : "change the plan: subscription set --tier teams"
    return "\(first), or an owner can \(second)"
  }
}
