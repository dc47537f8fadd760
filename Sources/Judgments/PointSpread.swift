import Evidence

extension SVGFigure.Series.Point {
  /// The mean of values with the least and the greatest as its ends.
  init(spread values: [Double], at x: Double) {
    self.init(x, values.reduce(0, +) / Double(values.count), lower: values.min(), upper: values.max())
  }

  /// One point for each length: the mean over layers with the least and the greatest as its ends.
  static func spread(_ tested: [(tokens: Int, height: Double)]) -> [SVGFigure.Series.Point] {
    Set(tested.map(\.tokens)).sorted().map { tokens in
      SVGFigure.Series.Point(
        spread: tested.filter { $0.tokens == tokens }.map(\.height), at: Double(tokens))
    }
  }
}
