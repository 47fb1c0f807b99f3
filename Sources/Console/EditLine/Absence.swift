import CLibEdit
import CSupport
import Glibc

/// The action of a dialogue after a time without a key.
package struct Absence {
  /// After how many µs; nil: never.
  package var after: () -> Int?
  /// What then happens; the lines to be shown and the prompt from then on, nil where all stays as it is.
  package var act: () -> (text: String, prompt: Prompt)?

  /// What happens and when: `after` is asked whenever a key was typed.
  package init(after: @escaping () -> Int?, act: @escaping () -> (text: String, prompt: Prompt)?) {
    self.after = after
    self.act = act
  }

  /// A clock in µs that goes on while the machine sleeps.
  static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
  }

  /// The longest wait in ms: after a sleep of the machine the clock is looked at this soon.
  fileprivate static let slice: Int64 = 10_000
}

extension EditLineContext {
  /// Waits for a key or a signal as `sms_hold_wait` does; gives -2 once no key was pressed for too long.
  func waitForKey() -> Int32 {
    while true {
      guard let after = absence?.after(), lastKey > 0 else { return heard(sms_hold_wait(&hold, input, -1)) }
      let left = lastKey + Int64(after) - Absence.now
      if left <= 0 {
        lastKey = 0
        return -2
      }
      let event = sms_hold_wait(&hold, input, Int32(min(left / 1000 + 1, Absence.slice)))
      if event != -2 { return heard(event) }
    }
  }

  private func heard(_ event: Int32) -> Int32 {
    if event == 0 { lastKey = Absence.now }
    return event
  }

  /// Runs the action; the line that was begun is shown again below its text.
  func becomeAbsent(_ editor: OpaquePointer) {
    guard let (text, prompt) = absence?.act() else { return }
    leaveLine(editor, mark: "")
    _ = writeAll(text, to: output)
    setPrompt(prompt)
    _ = sms_el_refresh(editor)
  }
}
