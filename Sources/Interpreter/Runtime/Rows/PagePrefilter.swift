/// Comparisons of columns with numbers and dates that a condition begins with, looked at in the pages of rows: what surely
/// does not hold is known without calling the condition.
final class PagePrefilter {
  private struct Test {
    let column: String
    let comparison: RowComparison.Operator
    let form: RowColumn.Form
    let number: Int
  }

  private let tests: [Test]
  private var page: RowPage?
  /// The columns of the page, as far as they are of the form that is compared.
  private var columns: [RowColumn] = []

  /// nil where the first comparison is of another kind.
  init?(_ comparisons: [RowComparison]) {
    var tests: [Test] = []
    for one in comparisons {
      switch (one.value, one.comparison) {
      case (_, .within), (_, .notWithin), (_, .isNull), (_, .isNotNull): break
      case (.int(let number), _):
        tests.append(Test(column: one.column, comparison: one.comparison, form: .int, number: number))
        continue
      case (.datetime(let date), _):
        tests.append(
          Test(column: one.column, comparison: one.comparison, form: .date, number: date.microseconds))
        continue
      default: break
      }
      break
    }
    if tests.isEmpty { return nil }
    self.tests = tests
  }

  /// Whether a row of a page surely does not fulfil one of the comparisons, and all before it.
  func fails(_ row: Cell) throws(Fault) -> Bool {
    if row.page !== page { try turn(to: row.page) }
    let number = row.rowNumber
    for index in columns.indices {
      let column = columns[index]
      if column.isNull(number) { return false }
      let (a, b) = (column.words[number], tests[index].number)
      let holds =
        switch tests[index].comparison {
        case .equal: a == b
        case .notEqual: a != b
        case .less: a < b
        case .lessEqual: a <= b
        case .greater: a > b
        case .greaterEqual: a >= b
        case .within, .notWithin, .isNull, .isNotNull: true
        }
      if !holds { return true }
    }
    return false
  }

  private func turn(to page: RowPage) throws(Fault) {
    self.page = page
    columns = []
    for test in tests {
      guard let index = page.shape.index(of: test.column) else { return }
      let column = try page.column(index)
      if column.form != test.form { return }
      columns.append(column)
    }
  }
}
