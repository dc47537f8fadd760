/// The chi-square law with a whole number of degrees of freedom.
public enum ChiSquareLaw {
  /// P(chi^2_nu <= x) at several places, right to 1e-12 of itself for nu and x up to 500 and to 1e-10 beyond.
  ///
  /// Range: 1 <= nu <= 10,000; any finite x up to about 30,000, or so far above nu that the law is 1 to
  /// rounding.
  ///
  /// - Throws: `TheoryError` outside it.
  public static func cumulative(_ places: [Double], degreesOfFreedom nu: Int) throws(TheoryError) -> [Double]
  {
    guard nu >= 1, nu <= 10_000 else {
      throw TheoryError(value: "degreesOfFreedom = \(nu)", rule: "1 <= degreesOfFreedom <= 10000")
    }
    var law = try ChiSquareMixture(weights: [Double](repeating: 1, count: nu))
    var result: [Double] = []
    for place in places {
      let ends = try law.distribution(at: place)
      result.append(0.5 * (ends.lowerBound + ends.upperBound))
    }
    return result
  }
}
