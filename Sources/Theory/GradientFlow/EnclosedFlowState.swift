/// A point of the gradient flow from zero, enclosed.
public struct EnclosedFlowState: Hashable, Sendable, Codable {
  /// Time t of the gradient flow of R/2, exactly.
  public let time: Double
  /// The scale alpha of V = alpha I.
  public let alpha: Enclosed
  /// The logit C on the subset.
  public let logit: Enclosed
  /// The attention mass P on the subset.
  public let massOnSubset: Enclosed
  /// The attention mass delta = 1 - P off the subset.
  public let massOffSubset: Enclosed
  /// The risk R.
  public let risk: Enclosed
  /// h = delta/P.
  public let odds: Enclosed
  /// w = (1 - alpha P)/delta.
  public let deviation: Enclosed

  /// The largest relative width of alpha, C, P and R.
  public var relativeWidth: Double {
    max(alpha.relativeWidth, logit.relativeWidth, massOnSubset.relativeWidth, risk.relativeWidth)
  }

  /// The state in a box of (alpha, delta).
  init(_ constants: EnclosedFlowConstants, time: Double, alpha: Interval, off delta: Interval)
    throws(TheoryError)
  {
    let on = Interval.one - delta
    try self.init(
      constants, time: time, alpha: alpha, off: delta, deviation: (.one - alpha * on) / delta)
  }

  /// The state in a box of (w, delta).
  init(_ constants: EnclosedFlowConstants, time: Double, deviation: Interval, off delta: Interval)
    throws(TheoryError)
  {
    let alpha = (.one - delta * deviation) / (.one - delta)
    try self.init(constants, time: time, alpha: alpha, off: delta, deviation: deviation)
  }

  /// C = ln(1/(h q/N)); R = d [delta^2 w^2/q + alpha^2 delta^2/N].
  private init(
    _ constants: EnclosedFlowConstants, time: Double, alpha: Interval, off delta: Interval,
    deviation: Interval
  ) throws(TheoryError) {
    let on = Interval.one - delta
    // h rises with delta, so its ends are those of delta.
    let (low, high) = (
      Interval(checked: delta.lower, delta.lower), Interval(checked: delta.upper, delta.upper)
    )
    let odds = (low / (.one - low)).hull(high / (.one - high))
    let (inside, outside) = ((delta * deviation).square, (alpha * delta).square)
    self.time = time
    self.alpha = try Enclosed(proved: alpha)
    logit = try Enclosed(proved: (.one / (constants.ratio * odds)).log)
    massOnSubset = try Enclosed(proved: on)
    massOffSubset = try Enclosed(proved: delta)
    risk = try Enclosed(
      proved: constants.dimension * (inside * constants.perOn + outside * constants.perOff))
    self.odds = try Enclosed(proved: odds)
    self.deviation = try Enclosed(proved: deviation)
  }
}
