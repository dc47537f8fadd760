/// Training on samples against the flow: what is compared, and within which bands.
///
/// At time t = eta k, eta the step size and k the step, compare the trained layer's mean mass P on the subset, its
/// alpha = tr(V)/d, its C (the fit of W by its family) and the cosine between W and that family with the flow.
///
/// The bands for one network in the setting T = 8, d = 3, q = 2, batch B = 64, eta = 0.1. The noise of stochastic gradient
/// descent leaves a spread of variance about eta R/(2 d B) in each coordinate of V and W (D12), at most 0.02^2, at the start.
/// alpha is a mean of d coordinates, standard deviation up to 0.012; C, the mean of T - 1 directions, up to 0.008, and
/// more while it grows, as early noise shifts the path in time; P moves by at most a quarter of C. The bands are 0.08 in
/// alpha (7 standard deviations), 0.1 in C and 0.03 in P (above 10). Seen in 400 trainings: at most 0.040, 0.030 and
/// 0.008. The noise off the family has a norm of up to T 0.02 against sqrt(T-1) C, so the cosine is judged from C = 1 on,
/// against 0.97.
public struct D7TrackingPredicate: Hashable, Sendable {
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

    /// Bands, by default those of T = 8, d = 3, q = 2, batch 64, eta = 0.1.
    public init(
      mass: Double = 0.03, alpha: Double = 0.08, logit: Double = 0.1, cosine: Double = 0.97,
      cosineFromLogit: Double = 1
    ) {
      self.mass = mass
      self.alpha = alpha
      self.logit = logit
      self.cosine = cosine
      self.cosineFromLogit = cosineFromLogit
    }
  }

  /// The bands.
  public let bands: Bands

  /// The predicate with its bands.
  public init(bands: Bands = Bands()) {
    self.bands = bands
  }

  /// Judges one network at one time against the flow's state at that time.
  ///
  /// Undecided if the two times differ by more than 1e-9 relative.
  public func judge(_ seen: Observation, flow: FlowState) -> Verdict {
    guard abs(seen.time - flow.time) <= 1e-9 * max(1, flow.time) else {
      return .undecided(reason: "network at t = \(seen.time), flow at t = \(flow.time)")
    }
    var verdicts: [Verdict] = [
      .within(bands.mass, deviation: seen.massOnSubset - flow.massOnSubset, "t = \(seen.time): P"),
      .within(bands.alpha, deviation: seen.alpha - flow.alpha, "t = \(seen.time): alpha"),
      .within(bands.logit, deviation: seen.logit - flow.logit, "t = \(seen.time): C"),
    ]
    if flow.logit >= bands.cosineFromLogit {
      verdicts.append(.within(1 - bands.cosine, deviation: 1 - seen.cosine, "t = \(seen.time): 1 - cosine"))
    }
    return .all(verdicts)
  }

  /// Judges one network at several times.
  ///
  /// Undecided unless there is one state of the flow for each observation.
  public func judge(_ seen: [Observation], flow: [FlowState]) -> Verdict {
    guard seen.count == flow.count else {
      return .undecided(reason: "\(seen.count) observations, \(flow.count) states of the flow")
    }
    return .all(zip(seen, flow).map { judge($0, flow: $1) })
  }
}

extension Claim {
  /// D7: training on samples tracks the flow.
  public static let d7SampleTracking = Claim(
    id: "D7", title: "Training on samples tracks the flow",
    statement: #"""
      Stochastic gradient descent with step $\eta$ on fresh samples $(X, y)$ from $V = W = 0$ follows the flow at $t = \eta k$: the mass on the subset, $\alpha = \mathrm{tr}(V)/d$ and $C$ stay within the stated bands of it, and $W$ keeps the direction of its family.
      """#,
    assumptions: [
      "Every step draws fresh tokens and subsets.",
      "Small steps; the bands are stated for T = 8, d = 3, q = 2, batch 64, step 0.1.",
    ],
    source: .derivedHere, grade: .observed,
    predicate:
      "For every network and time |P - P_flow|, |alpha - alpha_flow|, |C - C_flow| and 1 - cosine lie within their bands.",
    control: "The flow of another kappa (a frame of width 4 T): the networks do not track it.")
}
