/// What a layer trained on samples shows at one time.
public struct TrainedState: Hashable, Sendable {
  /// The number of steps taken.
  public let steps: Int
  /// The mean mass on the subset, over the evaluation's draws.
  public let massOnSubset: Double
  /// alpha = tr(V)/d.
  public let alpha: Double
  /// The coefficient C of the best fit of W by its family.
  public let logit: Double
  /// The squared norm of W off its family.
  public let offFamily: Double
  /// The squared norm of V off alpha I.
  public let valueOffFamily: Double
  /// The mean risk over the evaluation's draws.
  public let risk: Double

  /// Records what a trained layer shows.
  public init(
    steps: Int, massOnSubset: Double, alpha: Double, logit: Double, offFamily: Double,
    valueOffFamily: Double, risk: Double
  ) {
    (self.steps, self.massOnSubset, self.alpha) = (steps, massOnSubset, alpha)
    (self.logit, self.offFamily, self.risk) = (logit, offFamily, risk)
    self.valueOffFamily = valueOffFamily
  }
}

/// Judges D7: layers trained on samples against the flow corrected by the noise law (D12).
///
/// The noise law (`NoisyDescent`) gives the mean mu and the standard deviation sigma over networks of alpha, C, P and R
/// after every step; nothing here is fitted to what was seen.
///
/// One network: alpha, C and P lie within 7 sigma of mu and R within 10, as R is a sum of squares and skewed (Chebyshev:
/// all but 1/49 and 1/100; normal noise: all but 2.6e-12). The squared norm of W off its family lies in the range that a
/// sum of independent normal squares leaves with probability e^-25 (Laurent and Massart).
///
/// The mean of n networks: if no network is farther than b sigma from mu, Bernstein's inequality puts the mean within
/// `sigma (sqrt(2 x / n) + b x / (3 n))` of mu except with probability 2 e^-x; x = ln(2/1e-9), b = 7 or 10. The law is
/// of first order; four times its correction times its excess risk is allowed for the next, as in D12. The sample
/// variance of alpha and C over sigma^2 lies in chi-square's range with the same x, 5 % added for the next order.
public struct D7SampleTrackingPredicate: Hashable, Sendable {
  /// One quantity of a trained layer.
  public typealias Quantity = LayerQuantity

  /// The number of draws over which P and R were averaged in each network.
  public let draws: Int

  private static let exponent = Elementary.log(2 / 1e-9)
  private static let offFamilyExponent = 25.0

  /// The predicate for layers evaluated on a number of draws.
  public init(draws: Int) {
    self.draws = draws
  }

  // MARK: - One network

  /// How far a network lies from the law's mean, in the law's standard deviations.
  public func distance(_ quantity: Quantity, _ seen: TrainedState, law: NoisyDescentState) -> Double {
    let spread = quantity.law(law)
    return (quantity.seen(seen) - spread.mean) / spread.standardDeviation(draws: draws)
  }

  /// Where in its range the squared norm of W off its family lies: -1 at the lower end, 1 at the upper end.
  public func placeOffFamily(_ seen: TrainedState, law: NoisyDescentState) -> Double {
    let range = law.offFamily.range(exponent: Self.offFamilyExponent)
    let slack = 0.05 * law.offFamily.mean
    let (low, high) = (range.lowerBound - slack, range.upperBound + slack)
    return (seen.offFamily - 0.5 * (high + low)) / (0.5 * (high - low))
  }

  /// Judges the distance of one network from the law, in standard deviations.
  public func judge(distance: Double, of quantity: Quantity) -> Verdict {
    .within(quantity.bound, deviation: distance, "\(quantity.rawValue) from the law, in standard deviations")
  }

  /// Judges the place of one network's squared norm off the family in its range.
  public func judge(placeOffFamily place: Double) -> Verdict {
    .within(1, deviation: place, "place of the squared norm off the family in its range -1...1")
  }

  // MARK: - Means over networks

  /// The allowed distance of the mean over a number of networks from the law's.
  public func allowedMean(_ quantity: Quantity, networks: Int, law: NoisyDescentState) -> Double {
    let count = Double(networks)
    let spread = quantity.law(law)
    let band =
      spread.standardDeviation(draws: draws)
      * ((2 * Self.exponent / count).squareRoot() + quantity.bound * Self.exponent / (3 * count))
    return band + 4 * abs(law.excess * (spread.mean - quantity.value(law.quiet)))
  }

  /// The share of the mean by which a law may be wrong and still be refuted with probability 0.99: what is allowed and
  /// 2.33 standard errors, over the law's mean.
  public func detectableMean(_ quantity: Quantity, networks: Int, law: NoisyDescentState) -> Double {
    let spread = quantity.law(law)
    let error = spread.standardDeviation(draws: draws) / Double(networks).squareRoot()
    return (allowedMean(quantity, networks: networks, law: law) + 2.33 * error) / abs(spread.mean)
  }

  /// Judges the mean of a quantity over networks at one time.
  ///
  /// Undecided with fewer than 100 networks, where the band says little, and where the law's excess lies outside its range
  /// (`NoiseRange`), as it would allow too much.
  public func judge(mean sample: SampleMean, of quantity: Quantity, law: NoisyDescentState) -> Verdict {
    guard sample.count >= 100, abs(law.excess) <= NoiseRange.largestExcess else {
      return .undecided(reason: "\(sample.count) networks, excess \(law.excess) by the law")
    }
    let mean = quantity.law(law).mean
    return .within(
      allowedMean(quantity, networks: sample.count, law: law), deviation: sample.mean - mean,
      "\(law.steps) steps: mean of \(quantity.rawValue) over \(sample.count) networks \(sample.mean), law \(mean)"
    )
  }

  /// Judges the variance of a linear quantity over networks at one time.
  ///
  /// Undecided with fewer than 100 networks, or if the quantity is not linear in the weights.
  public func judge(variance sample: SampleMean, of quantity: Quantity, law: NoisyDescentState) -> Verdict {
    guard sample.count >= 100, quantity.isLinear else {
      return .undecided(reason: "\(sample.count) networks, \(quantity.rawValue)")
    }
    return SpreadLaw(directions: 1, samples: sample.count - 1, slack: 0.05).judge(
      ratio: sample.variance / quantity.law(law).variance,
      "\(law.steps) steps: variance of \(quantity.rawValue) over the law's")
  }

  /// The law of the mean over networks of a squared norm off the family, over the law's mean; 5 % for the next order.
  public func offFamilyLaw(_ law: NoisyDescentState.OffFamily, networks: Int) -> SpreadLaw {
    SpreadLaw(
      square: law.square / (law.mean * law.mean), largest: law.largest / law.mean, samples: networks,
      slack: 0.05)
  }
}

extension Claim {
  /// D7: training on samples tracks the flow.
  public static let d7SampleTracking = Claim(
    id: "D7", title: "Training on samples tracks the flow",
    statement: #"""
      Stochastic gradient descent with step $\eta$ on fresh samples $(X, y)$ from $V = W = 0$ follows the flow at $t = \eta k$, corrected by the step (D6) and by the noise law (D12): over networks the mass $P$ on the subset, $\alpha = \mathrm{tr}(V)/d$, $C$ and the risk have the law's means and spreads at every time, and so has the part of $W$ off its family.
      """#,
    assumptions: [
      "Every step draws fresh tokens and subsets; with frames, one frame for all its examples.",
      "The law is of first order in the covariance of the noise; the bands of one network, and the ranges of variances, suppose it nearly normal.",
      "The step is at most a fifth of the edge of stability, and the excess risk by the law at most 1/8 (D12); elsewhere nothing is judged.",
    ],
    source: .derivedHere, grade: .observed,
    predicate:
      "For every network and time, alpha, C and P are within seven standard deviations of the law's means and R within ten, and the squared norm of W off its family is in its range (Laurent and Massart, e^-25, and 5 %). Over the networks of a setting the means of all four are within Bernstein's band (1e-9) of the law's, the variances of alpha and C within chi-square's, and the mean squared norms of W and V off their families within 5 % and the range of Laurent and Massart (1e-9).",
    control:
      "Near misses. One layer: the law of a step 1.5 times as long, of six times the batch, or of frames twice as wide. Hundreds: of a step 4 % longer (frames: 10 %), of 1.25 to 4 times the batch, of frames a quarter wider. 18,000: of a step 1 % longer, of 1.15 and 1.2 times the batch, of frames in R^7 for R^6. Far off: a layer trained by Adam.",
    proof: #"""
      Around descent without noise the mean and the covariance over networks obey linear recursions in the Hessian, the third derivative and the covariance of one step's gradient; the symmetry of the problem splits them into numbers and $2\times 2$ matrices. The law is of first order in that covariance. The means of networks are held against it by Bernstein's inequality, the variances by chi-square's.
      """#,
    thresholdsSetOn: "the noise law and the named inequalities, not on a run")
}
