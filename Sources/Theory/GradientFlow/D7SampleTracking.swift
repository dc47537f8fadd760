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
  /// The mean risk over the evaluation's draws.
  public let risk: Double

  /// Records what a trained layer shows.
  public init(
    steps: Int, massOnSubset: Double, alpha: Double, logit: Double, offFamily: Double, risk: Double
  ) {
    (self.steps, self.massOnSubset, self.alpha) = (steps, massOnSubset, alpha)
    (self.logit, self.offFamily, self.risk) = (logit, offFamily, risk)
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
  /// The number of draws over which P and R were averaged in each network.
  public let draws: Int

  private static let exponent = Elementary.log(2 / 1e-9)
  private static let offFamilyExponent = 25.0

  /// The predicate for layers evaluated on a number of draws.
  public init(draws: Int) {
    self.draws = draws
  }

  /// One quantity: its law, what descent without noise has, what a layer shows, and the number of sigmas allowed.
  private struct Quantity {
    let name: String
    let law: NoisyDescentState.Spread
    let quiet: Double
    let seen: (TrainedState) -> Double
    let bound: Double
    /// Whether it is a function of the weights to first order, so that its variance can be judged.
    let isLinear: Bool
  }

  private func quantities(_ law: NoisyDescentState) -> [Quantity] {
    [
      Quantity(
        name: "alpha", law: law.alpha, quiet: law.quiet.alpha, seen: \.alpha, bound: 7, isLinear: true),
      Quantity(name: "C", law: law.logit, quiet: law.quiet.logit, seen: \.logit, bound: 7, isLinear: true),
      Quantity(
        name: "P", law: law.massOnSubset, quiet: law.quiet.massOnSubset, seen: \.massOnSubset, bound: 7,
        isLinear: false),
      Quantity(name: "R", law: law.risk, quiet: law.quiet.risk, seen: \.risk, bound: 10, isLinear: false),
    ]
  }

  /// Judges one network at one time; undecided if the numbers of steps differ.
  public func judge(_ seen: TrainedState, law: NoisyDescentState) -> Verdict {
    guard seen.steps == law.steps else {
      return .undecided(reason: "network after \(seen.steps) steps, law after \(law.steps)")
    }
    var verdicts = quantities(law).map { quantity in
      Verdict.within(
        quantity.bound * quantity.law.standardDeviation(draws: draws),
        deviation: quantity.seen(seen) - quantity.law.mean,
        "\(seen.steps) steps: \(quantity.name) = \(quantity.seen(seen)), law \(quantity.law.mean)")
    }
    let range = law.offFamily.range(exponent: Self.offFamilyExponent)
    let slack = 0.05 * law.offFamily.mean
    let (low, high) = (range.lowerBound - slack, range.upperBound + slack)
    verdicts.append(
      .within(
        0.5 * (high - low), deviation: seen.offFamily - 0.5 * (high + low),
        "\(seen.steps) steps: squared norm off the family \(seen.offFamily), range \(low)...\(high)"))
    return .all(verdicts)
  }

  /// Judges one network at several times; undecided unless there is one state of the law for each.
  public func judge(_ seen: [TrainedState], law: [NoisyDescentState]) -> Verdict {
    guard seen.count == law.count else {
      return .undecided(reason: "\(seen.count) states of the layer, \(law.count) of the law")
    }
    return .all(zip(seen, law).map { judge($0, law: $1) })
  }

  /// Judges the means and variances over networks at one time.
  ///
  /// Undecided with fewer than 100 networks, where the bands say little, or if a number of steps differs.
  public func judgeMean(_ seen: [TrainedState], law: NoisyDescentState) -> Verdict {
    guard seen.count >= 100, seen.allSatisfy({ $0.steps == law.steps }) else {
      return .undecided(reason: "\(seen.count) networks for the law after \(law.steps) steps")
    }
    return .all(quantities(law).flatMap { judgeMean($0, seen, law) })
  }

  private func judgeMean(_ quantity: Quantity, _ seen: [TrainedState], _ law: NoisyDescentState) -> [Verdict]
  {
    let count = Double(seen.count)
    let sample = SampleMean(seen.map(quantity.seen))
    let deviation = quantity.law.standardDeviation(draws: draws)
    let band =
      deviation
      * ((2 * Self.exponent / count).squareRoot() + quantity.bound * Self.exponent / (3 * count))
    let nextOrder = 4 * abs(law.excess * (quantity.law.mean - quantity.quiet))
    var verdicts = [
      Verdict.within(
        band + nextOrder, deviation: sample.mean - quantity.law.mean,
        "\(law.steps) steps: mean of \(quantity.name) over \(seen.count) networks \(sample.mean), law \(quantity.law.mean)"
      )
    ]
    if quantity.isLinear {
      let ratio = sample.variance / quantity.law.variance
      let share = Self.exponent / (count - 1)
      let half = 2 * share.squareRoot()
      let (low, high) = (0.95 - half, 1.05 + half + 2 * share)
      verdicts.append(
        .within(
          0.5 * (high - low), deviation: ratio - 0.5 * (high + low),
          "\(law.steps) steps: variance of \(quantity.name) over the law's \(ratio), range \(low)...\(high)"))
    }
    return verdicts
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
      "The law is of first order in the covariance of the noise, the bands of one network suppose it nearly normal.",
    ],
    source: .derivedHere, grade: .observed,
    predicate:
      "For every network and time, alpha, C and P are within seven standard deviations of the law's means and R within ten, and the squared norm of W off its family is in its range (Laurent and Massart, e^-25, and 5 %). Over the networks of a setting the means of all four are within Bernstein's band (1e-9) of the law's, the variances of alpha and C within chi-square's.",
    control:
      "The same layers against the law of another position law, a frame of four times the width, and their means and variances against the law of four times the batch."
  )
}
