import Theory

/// Judges whether a count over independent worlds fits a stated probability p of at most so much.
///
/// Refuted if the count is at least k, the least number with `P(Bin(n, p) >= k) <= 1e-9`: if what is stated is true this
/// happens with at most that probability, whatever the true rate below p is. Undecided if so few worlds were drawn that a rate
/// of five times p, or of 0.01 where that is more, would be seen with a probability of less than 0.99.
///
/// Source: the binomial law, by `BinomialTail`.
public enum CalibrationPredicate {
  /// The probability with which a statement that is true is refuted.
  public static let falseAlarm = 1e-9

  /// The greatest multiple of p, and the greatest rate, that must be seen for a verdict.
  static let multiple = 5.0
  static let rate = 0.01

  /// The least count that refutes; nil if no count does.
  ///
  /// - Throws: `TheoryError` unless 1 <= worlds <= 1,000,000 and 0 <= probability < 1.
  public static func leastRefuted(worlds: Int, probability: Double) throws(TheoryError) -> Int? {
    guard (1...1_000_000).contains(worlds), probability >= 0, probability < 1 else {
      throw TheoryError(
        value: "worlds = \(worlds), probability = \(probability)",
        rule: "1 <= worlds <= 1000000, 0 <= probability < 1")
    }
    func isRefuted(_ count: Int) throws(TheoryError) -> Bool {
      try BinomialTail.atLeast(count, of: worlds, probability: probability) <= falseAlarm
    }
    guard try isRefuted(worlds) else { return nil }
    var (below, above) = (0, worlds)
    while above - below > 1 {
      let middle = below + (above - below) / 2
      if try isRefuted(middle) { above = middle } else { below = middle }
    }
    return above
  }

  /// Judges a row; the margin is the share of the counts allowed that is not used.
  public static func judge(_ row: CalibrationRow) -> JudgedCalibrationRow {
    do {
      let least = try leastRefuted(worlds: row.worlds, probability: row.atMost)
      return JudgedCalibrationRow(row: row, leastRefuted: least, check: try check(row, least: least))
    } catch {
      return JudgedCalibrationRow(
        row: row, leastRefuted: nil, check: Check(row.event, .undecided(reason: "\(error)")))
    }
  }

  private static func check(_ row: CalibrationRow, least: Int?) throws(TheoryError) -> Check {
    let text = "\(row.subject), \(row.world): \(row.event) in \(row.count) of \(row.worlds) worlds"
    guard (0...row.worlds).contains(row.count) else {
      throw TheoryError(value: "count = \(row.count)", rule: "0 <= count <= worlds = \(row.worlds)")
    }
    guard let least else {
      return Check(row.event, .undecided(reason: "\(text), too few for \(row.atMost)"))
    }
    let seen = try ClopperPearson(successes: least, trials: row.worlds).lowerBound(falseAlarm: 0.99)
    let detects = Check.Detectable(seen, "of the worlds")
    if row.count >= least {
      let reason = "\(text), at most \(least - 1) are allowed at \(row.atMost)"
      return Check(
        row.event, .refuted(counterexample: reason), falseAlarm: FalseAlarm(ofEvent: falseAlarm),
        detects: detects)
    }
    if seen > max(multiple * row.atMost, rate) {
      let reason = "\(text): a rate below \(seen) would not be seen"
      return Check(
        row.event, .undecided(reason: reason), falseAlarm: FalseAlarm(ofEvent: falseAlarm), detects: detects)
    }
    let margin = 1 - Double(row.count) / Double(least)
    return Check(
      row.event, .verified(margin: margin), falseAlarm: FalseAlarm(ofEvent: falseAlarm), detects: detects)
  }
}
