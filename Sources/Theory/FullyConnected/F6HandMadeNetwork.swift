/// A one-hidden-layer ReLU network made by hand, with its exact risk.
///
/// For b in {0, 1} a pair of neurons gates a number x by b:
/// ```
/// relu(x - K(1-b)) - relu(-x - K(1-b)) = x                    if b = 1,
///                                      = sign(x) (|x| - K)_+  if b = 0:  what the gate leaks.
/// ```
/// With x one of the Td coordinates and b the indicator of its token, 2k neurons implement the first k coordinates; the
/// output sums them with weight 1/q. Then
/// ```
/// R = (d/q) (1 - k/(Td)) + k (T-q)/(T q^2) s(K),   s(K) = E (|x| - K)_+^2 = 2 [(1 + K^2) Q(K) - K phi(K)],
/// ```
/// Q the Gaussian tail. Proof. Given y the errors of different coordinates are independent and have mean 0: `-x/q`
/// for a coordinate of y that is not implemented, of mean square 1/q^2; the leak over q for one outside y that is,
/// s(K)/q^2; else 0. A coordinate lies in y with probability q/T, outside with (T-q)/T.
///
/// At k = Td the width 2Td solves the task, up to s(K): s(8) = 3.6e-17. So the width that a network with one hidden
/// layer needs lies between F4's least width and 2Td.
///
/// Source: derived here.
public struct F6HandMadeNetwork: Hashable, Sendable {
  /// The problem (T, d, q).
  public let problem: Problem
  /// The number k of coordinates that are implemented, the first k of vec(X).
  public let coordinates: Int
  /// The threshold K.
  public let threshold: Double

  /// The network with 2k hidden neurons and threshold K.
  ///
  /// - Throws: `TheoryError` unless 1 <= k <= Td and K is positive and finite.
  public init(problem: Problem, coordinates: Int, threshold: Double) throws(TheoryError) {
    if coordinates < 1 || coordinates > problem.inputDimension {
      throw TheoryError(
        value: "coordinates = \(coordinates)", rule: "1 <= coordinates <= Td = \(problem.inputDimension)")
    }
    guard threshold > 0, threshold.isFinite else {
      throw TheoryError(value: "threshold = \(threshold)", rule: "0 < threshold < infinity")
    }
    self.problem = problem
    self.coordinates = coordinates
    self.threshold = threshold
  }

  /// The hidden width 2k.
  public var width: Int { 2 * coordinates }

  /// The network's two layers; the inputs are vec(X), then the indicator of y.
  ///
  /// - Throws: `TheoryError` if a size overflows.
  public func layers() throws(TheoryError) -> [AffineLayer] {
    let input = problem.inputDimension
    var identity = try Matrix(rows: coordinates, columns: input)
    for coordinate in 0..<coordinates { identity[coordinate, coordinate] = 1 }
    let (gates, outputs) = try AffineLayer.gates(
      problem: problem, values: identity, indicator: input, threshold: threshold)
    return [gates, outputs]
  }

  /// The part of the risk that missing coordinates cost, (d/q)(1 - k/(Td)).
  public var missingRisk: Double {
    Double(problem.inputDimension - coordinates) / (Double(problem.sparsity) * Double(problem.tokens))
  }

  /// The part of the risk that leaking gates cost, k (T-q)/(T q^2) s(K).
  ///
  /// - Throws: `TheoryError` never, for a valid network.
  public func leakRisk() throws(TheoryError) -> Double {
    let sparsity = Double(problem.sparsity)
    let share = Double(problem.tokensOutside) / (Double(problem.tokens) * sparsity * sparsity)
    return try Double(coordinates) * share * GaussianTail.squaredExcess(over: threshold)
  }

  /// The exact risk.
  ///
  /// - Throws: `TheoryError` never, for a valid network.
  public func risk() throws(TheoryError) -> Double { try missingRisk + leakRisk() }
}

// MARK: - Moments of the loss

extension F6HandMadeNetwork {
  /// Bounds on the loss's moments: `E L^2 <= square` and `E L^p <= (p!/2) square scale^(p-2)` for p = 3, 4, ..
  ///
  /// Given y, coordinate a of the error is a sum of independent symmetric terms, `-x/q` or a leak over q, and the
  /// leak has `E leak^{2j} <= s(K) (2j-1)!!`: weighted by its square, (|x| - K)_+ has a density proportional to
  /// `u^2 e^{-K u - u^2/2}`, which lies below that of chi_3 in likelihood ratio, and `E chi_3^{2(j-1)} = (2j-1)!!`.
  /// So every even moment of a leak is at most that of `beta g`, beta a coin of probability s(K) and g ~ N(0, 1), with
  /// equality at j = 1. Odd moments vanish, hence each moment of the loss is at most that of
  /// `L' = sum_a V_a g_a^2`, `q^2 V_a = missing_a + Bin(leaking_a, s(K))`, and the means agree. For weights V_a <= v the
  /// power series f of `prod (1 - 2 s V_a)^{-1/2}` has `(p+1) f_{p+1} <= (2 v p + d v) f_p`, as
  /// `(1 - 2vs) f' <= f sum V_a` coefficient by coefficient. So `E L'^{p+1}/(p+1)! <= scale E L'^p/p!` for p >= 2,
  /// `scale = 2 v max(1, (d+4)/6)`; and `E L'^2 = E[(sum V_a)^2 + 2 sum V_a^2]`, averaged over all subsets.
  ///
  /// - Throws: `TheoryError` if the problem has more than 20,000 subsets.
  public func lossMoments() throws(TheoryError) -> (square: Double, scale: Double) {
    let leak = try GaussianTail.squaredExcess(over: threshold)
    let subsets = try Subsets.count(of: problem, limit: 20_000)
    let unit = 1 / (Double(problem.sparsity) * Double(problem.sparsity))
    var square = 0.0
    var most = 0
    for subset in Subsets(of: problem) {
      var mean = 0.0
      var spread = 0.0
      for component in 0..<problem.dimension {
        let (missing, leaking) = errorTerms(component, subset)
        let weight = unit * (Double(missing) + Double(leaking) * leak)
        mean += weight
        spread += 2 * weight * weight + 3 * unit * unit * Double(leaking) * leak * (1 - leak)
        most = max(most, missing + leaking)
      }
      square += mean * mean + spread
    }
    let scale = 2 * unit * Double(most) * max(1, Double(problem.dimension + 4) / 6)
    return (square / Double(subsets), scale)
  }

  /// How many tokens of y miss a coordinate, and how many outside y may leak it.
  private func errorTerms(_ component: Int, _ subset: [Int]) -> (missing: Int, leaking: Int) {
    var missing = 0
    var leaking = 0
    for token in 0..<problem.tokens {
      let isImplemented = token * problem.dimension + component < coordinates
      let isChosen = subset.contains(token)
      if isChosen, !isImplemented { missing += 1 }
      if !isChosen, isImplemented { leaking += 1 }
    }
    return (missing, leaking)
  }

  /// The probability that any of the gates leaks anywhere in n samples is at most `2 n Td Q(K)`.
  ///
  /// - Throws: `TheoryError` never, for a valid network.
  public func leakProbability(samples: Int) throws(TheoryError) -> Double {
    try 2 * Double(samples) * Double(problem.inputDimension) * GaussianTail.upper(threshold)
  }

  /// The greatest loss that rounding alone can cause at k = Td where no gate leaks: `d (2^-52 K (4q + 10))^2`.
  ///
  /// With |x| <= K a neuron is a sum of x, K and -K with two roundings of numbers below 2K, and one whose token lies
  /// outside y is exactly 0, as rounding is monotone. An output is a sum of q such terms over q, as is the target:
  /// together at most 4q + 10 roundings, each at most 2^-52 K.
  public var roundingLoss: Double {
    let error = 0x1p-52 * threshold * Double(4 * problem.sparsity + 10)
    return Double(problem.dimension) * error * error
  }
}

/// Judges F6: the measured risk is the predicted one.
public struct F6HandMadeNetworkPredicate: Sendable {
  /// The risk the formula predicts.
  public let prediction: Double
  /// The widest half-interval that still verifies, as a share of the prediction.
  public let resolution: Double

  /// The predicate for a predicted risk.
  ///
  /// - Throws: `TheoryError` unless prediction and resolution are positive and finite.
  public init(prediction: Double, resolution: Double = 0.25) throws(TheoryError) {
    for number in [prediction, resolution] where !(number > 0 && number.isFinite) {
      throw TheoryError(
        value: "prediction = \(prediction), resolution = \(resolution)", rule: "positive and finite")
    }
    self.prediction = prediction
    self.resolution = resolution
  }

  /// Judges a measured risk: verified if its interval contains the prediction, undecided if it is too wide.
  ///
  /// The margin is the unused share of the interval on the prediction's side.
  public func judge(risk: Measured) -> Verdict {
    guard risk.lower.isFinite, risk.upper.isFinite, risk.lower <= risk.estimate, risk.estimate <= risk.upper
    else { return .undecided(reason: "risk \(risk.estimate) in [\(risk.lower), \(risk.upper)]") }
    let isAbove = prediction > risk.estimate
    let reach = isAbove ? risk.upper - risk.estimate : risk.estimate - risk.lower
    let verdict = Verdict.within(
      reach, deviation: prediction - risk.estimate,
      "predicted risk \(prediction), measured \(risk.estimate) in [\(risk.lower), \(risk.upper)]")
    if verdict.isVerified,
      max(risk.upper - risk.estimate, risk.estimate - risk.lower) > resolution * prediction
    {
      return .undecided(
        reason: "risk in [\(risk.lower), \(risk.upper)], wider than \(resolution) of \(prediction)")
    }
    return verdict
  }

  /// Judges a network that solves the task: no loss of any sample exceeds what rounding explains.
  public func judge(greatestLoss: Double, rounding: Double) -> Verdict {
    .within(rounding, deviation: greatestLoss, "greatest loss \(greatestLoss)")
  }
}

extension Claim {
  /// F6: a network made by hand has the predicted risk, and solves the task at width 2Td.
  public static let f6HandMadeNetwork = Claim(
    id: "F6", title: "A network made by hand",
    statement: #"""
      A ReLU network with one hidden layer of $2k$ neurons and threshold $K$ has $R = \frac{d}{q}\left(1 - \frac{k}{Td}\right) + \frac{k (T-q)}{T q^2} s(K)$ with $s(K) = \mathbb{E}(|x| - K)_+^2 = 2[(1+K^2) Q(K) - K \varphi(K)]$. At $k = Td$, $K = 8$ it solves the task: the width that one hidden layer needs lies between the least width of F4 and $2Td$.
      """#,
    assumptions: ["Tokens are iid standard Gaussian, and y is uniform and independent of them."],
    source: .derivedHere,
    grade: .statistical(inequality: "Bernstein", falseAlarmPerTrial: 1e-10),
    predicate:
      "The interval of the network's measured risk contains the predicted risk; where no gate leaks, no loss exceeds what rounding explains.",
    control: "The risk predicted without the leak of the gates, or with another threshold.")
}
