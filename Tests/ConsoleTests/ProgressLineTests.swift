import Testing

@testable import Console

@Suite struct ProgressLineTests {
  @Test(arguments: [
    (80, "[######..............]  31% secrets 3,120 of 10,000, 1,560/s, 5s left"),
    (60, "[###.......]  31% secrets 3,120 of 10,000, 1,560/s, 5s left"),
    (54, "secrets 3,120 of 10,000, 1,560/s, 5s left"),
    (40, "secrets 3,120 of 10,000, 1,560/s"), (30, "secrets 3,120 of 10,000"), (12, "secrets 3,…"), (1, ""),
  ])
  func `as much as there is room for`(columns: Int, text: String) {
    let line = ProgressLine(unit: "secrets", done: 3_120, total: 10_000, time: 2_000_000)
    #expect(line.text(columns: columns) == text)
    #expect(displayWidth(line.text(columns: columns)) < columns)
  }

  @Test(arguments: [
    (0, Optional(10), 600_000, "[....................]   0% rows 0 of 10"),
    (10, 10, 1_000_000, "[####################] 100% rows 10 of 10, 10/s, 0s left"),
    (1_000_000, nil, 4_000_000, "rows 1,000,000, 250,000/s"),
    (1, 3_601, 1_000_000, "[....................]   0% rows 1 of 3,601, 1/s, 1h0m left"),
    (1, 100, 1_000_000, "[....................]   1% rows 1 of 100, 1/s, 1m39s left"),
    // More than was thought.
    (12, 10, 1_000_000, "[####################] 100% rows 12 of 10, 12/s"),
    (
      Int.max, Int.max, Int.max,
      "[####################] 100% rows 9,223,372,036,854,775,807 of 9,223,372,036,854,775,807"
    ),
  ])
  func `rate and time left`(done: Int, total: Int?, time: Int, text: String) {
    #expect(
      ProgressLine(unit: "rows", done: done, total: total, time: time).text(columns: 120).hasPrefix(text))
  }
}
