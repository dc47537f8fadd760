/// Points for figures, taken from a run's evidence in the order of its expected trials.
extension LedgerSnapshot {
  /// One point for every trial of a claim that has both values, for example one dot a seed.
  public func points(
    of claim: String, _ role: Trial.Role = .claim, x: String, y: String,
    among isWanted: (Trial) -> Bool = { _ in true }
  ) -> [SVGFigure.Series.Point] {
    trials(of: claim, role).filter(isWanted).compactMap { trial in
      guard let outcome = outcomes[trial], let x = outcome[x], let y = outcome[y] else { return nil }
      return SVGFigure.Series.Point(x, y)
    }
  }

  /// One point for every x that occurs, in ascending order: the mean of y with the least and the greatest as its ends.
  public func spread(
    of claim: String, _ role: Trial.Role = .claim, x: String, y: String,
    among isWanted: (Trial) -> Bool = { _ in true }
  ) -> [SVGFigure.Series.Point] {
    let all = points(of: claim, role, x: x, y: y, among: isWanted)
    return Set(all.map(\.x)).sorted().map { x in
      let heights = all.filter { $0.x == x }.map(\.y)
      let mean = heights.reduce(0, +) / Double(heights.count)
      return SVGFigure.Series.Point(x, mean, lower: heights.min(), upper: heights.max())
    }
  }
}
