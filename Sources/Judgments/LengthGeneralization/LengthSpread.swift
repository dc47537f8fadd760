import Evidence

extension SVGFigure.Series.Point {
  /// One point for each length: the mean over layers with the least and the greatest as its ends.
  static func spread(_ tested: [(tokens: Int, height: Double)]) -> [SVGFigure.Series.Point] {
    Set(tested.map(\.tokens)).sorted().compactMap { tokens in
      let heights = tested.filter { $0.tokens == tokens }.map(\.height)
      guard let least = heights.min(), let greatest = heights.max() else { return nil }
      return SVGFigure.Series.Point(
        Double(tokens), heights.reduce(0, +) / Double(heights.count), lower: least, upper: greatest)
    }
  }
}
