/// Judges training on samples against a flow without a noise law, as on Gaussian positions: what is compared,
/// and how near.
///
/// At time t = eta k, eta the step size and k the step, compare the trained layer's mean mass P on the
/// subset, its alpha = tr(V)/d, its C (the fit of W by its family) and the cosine between W and that family
/// with the flow.
///
/// The bands for one network follow from the noise of stochastic gradient descent. Near a fixed point it
/// leaves a stationary variance eta R/(2 d B) in each coordinate of V and W (D12), and R never exceeds d/q
/// from the zero start. So alpha, a mean of d diagonal entries, has a standard deviation of at most
/// `sqrt(eta/(2 q d B))`; its band is seven times that. P and C respond to alpha's noise only through the
/// drift of C, which is slower by the factor d kappa, and what is amplified is the moment of escape: while C
/// grows exponentially, early noise shifts the whole path in time, by a few per cent of t. Their bands are
/// 0.03 in P and 0.1 in C; on base seeds 101 to 110 no C was off by more than 0.06. The noise of W off its
/// family spreads over all d_e^2 coordinates and is judged once C has grown: cosine at least 0.9, or what is
/// known better.
public struct TrackingPredicate: Hashable, Sendable {
  /// What a trained layer shows at one time.
  public struct Observation: Hashable, Sendable, Codable {
    /// The time t = eta k.
    public let time: Double
    /// The mean attention mass on the subset.
    public let massOnSubset: Double
    /// alpha = tr(V)/d.
    public let alpha: Double
    /// The coefficient C of the best fit of W by its family.
    public let logit: Double
    /// The cosine between W and its family.
    public let cosine: Double

    /// Records what a trained layer shows.
    public init(time: Double, massOnSubset: Double, alpha: Double, logit: Double, cosine: Double) {
      self.time = time
      self.massOnSubset = massOnSubset
      self.alpha = alpha
      self.logit = logit
      self.cosine = cosine
    }
  }

  /// The allowed distances from the flow.
  public struct Bands: Hashable, Sendable, Codable {
    /// Allowed |P - P_flow|.
    public let mass: Double
    /// Allowed |alpha - alpha_flow|.
    public let alpha: Double
    /// Allowed |C - C_flow|.
    public let logit: Double
    /// The least cosine of W to its family.
    public let cosine: Double
    /// The logit of the flow from which on the cosine is judged.
    public let cosineFromLogit: Double

    /// The bands for a step size eta and a batch B: `7 sqrt(eta/(2 q d B))` in alpha.
    ///
    /// - Throws: `TheoryError` if the step size is not positive and finite, or the batch below 1.
    public init(
      problem: Problem, stepSize: Double, batch: Int, cosine: Double = 0.9, cosineFromLogit: Double = 1
    ) throws(TheoryError) {
      guard stepSize > 0, stepSize.isFinite, batch >= 1 else {
        throw TheoryError(
          value: "stepSize = \(stepSize), batch = \(batch)", rule: "0 < stepSize < infinity, batch >= 1")
      }
      let coordinates = 2 * Double(problem.sparsity) * Double(problem.dimension) * Double(batch)
      mass = 0.03
      alpha = 7 * (stepSize / coordinates).squareRoot()
      logit = 0.1
      self.cosine = cosine
      self.cosineFromLogit = cosineFromLogit
    }
  }

  /// The bands.
  public let bands: Bands

  /// The predicate with its bands.
  public init(bands: Bands) {
    self.bands = bands
  }

  /// One part of what is compared.
  public enum Part: String, Hashable, Sendable, CaseIterable {
    /// The mass P on the subset.
    case massOnSubset = "P"
    /// alpha.
    case alpha
    /// The logit C.
    case logit = "C"
    /// The cosine of W to its family.
    case cosine
  }

  /// Judges one part of one network at one time against the flow's state at that time.
  ///
  /// The cosine is judged from the bands' logit of the flow on: before, nil. Undecided if the two times
  /// differ by more than 1e-9 relative.
  public func judge(_ part: Part, _ seen: Observation, flow: FlowState) -> Verdict? {
    guard abs(seen.time - flow.time) <= 1e-9 * max(1, flow.time) else {
      return .undecided(reason: "network at t = \(seen.time), flow at t = \(flow.time)")
    }
    let context = "t = \(seen.time): \(part.rawValue)"
    switch part {
    case .massOnSubset:
      return .within(bands.mass, deviation: seen.massOnSubset - flow.massOnSubset, context)
    case .alpha: return .within(bands.alpha, deviation: seen.alpha - flow.alpha, context)
    case .logit: return .within(bands.logit, deviation: seen.logit - flow.logit, context)
    case .cosine:
      guard flow.logit.isFinite else {
        return .undecided(reason: "\(context): the flow's C is \(flow.logit)")
      }
      return flow.logit >= bands.cosineFromLogit
        ? .within(1 - bands.cosine, deviation: 1 - seen.cosine, "\(context), from 1") : nil
    }
  }

  /// Judges one part of one network at several times.
  ///
  /// Undecided unless there is one state of the flow for each observation, and one is judged; or if the
  /// flow's C never leaves 0, where a layer that was not trained is near it.
  public func judge(_ part: Part, _ seen: [Observation], flow: [FlowState]) -> Verdict {
    guard seen.count == flow.count, flow.contains(where: { $0.logit > 0 }) else {
      return .undecided(reason: "\(seen.count) observations, \(flow.count) states of the flow")
    }
    return .all(zip(seen, flow).compactMap { judge(part, $0, flow: $1) })
  }

  /// Judges all parts of one network at several times.
  public func judge(_ seen: [Observation], flow: [FlowState]) -> Verdict {
    .all(Part.allCases.map { judge($0, seen, flow: flow) })
  }
}
