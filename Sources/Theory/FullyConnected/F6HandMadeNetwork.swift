/// A one-hidden-layer ReLU network made by hand, with its exact risk: Td neurons solve the task.
///
/// Neuron (i, a) reads coordinate a of token i and gates it by the indicator b_i of y, and output a is their mean,
/// shifted by what is known beforehand:
/// ```
/// h_ia = relu(x_ia + K (2 b_i - 1)),      f_a = (1/q) sum_i h_ia - K - T mu/q,      mu = E (g - K)_+ = phi(K) - K Q(K).
/// ```
/// Then, for every K > 0, and given any y,
/// ```
/// R = (d T/q^2) (s(K)/2 - mu^2),      s(K) = E (|g| - K)_+^2 = 2 [(1 + K^2) Q(K) - K phi(K)],
/// ```
/// phi and Q the density and the tail of g ~ N(0, 1).
///
/// Proof. A gate lets through what it should up to a leak: `relu(x + K) = x + K + (-x - K)_+` for a token of y,
/// `relu(x - K) = (x - K)_+` for one outside. As |y| = q, the K's of coordinate a sum to qK, which the output
/// takes off again. What is left of the error of output a is `(1/q) sum_i (l_ia - mu)`, where the leak l_ia is
/// (-x_ia - K)_+ or (x_ia - K)_+. These have one law whichever side of y the token is on, since x and -x have, and are
/// independent: each contributes the variance of (g - K)_+, which is s(K)/2 - mu^2, over q^2. There are dT.
///
/// As K grows R falls to 0: R is 5.7e-16 at K = 8 for (8, 4, 2). By F4 a network of any depth whose risk is below
/// `(T-q)/(q T (T-1))` has first-layer width Td at least. So Td is the least width of one hidden layer.
///
/// Partial networks keep the first k neurons. The K's of output a then sum to K times the number of places of y
/// among those kept, which the indicator's places pass on in a neuron of its own, `relu(sum b_i)`, that does not read
/// tokens; as the kept places are the same for two groups of outputs at most, two such neurons do for all of
/// them. A coordinate of y that is not kept adds `-x/q` to the error, and
/// ```
/// R = k (s(K)/2 - mu^2)/q^2 + (Td - k)/(qT),      (Td - k)/(qT) <= ((T-1)/(T-q)) LB(k),  with equality at q = 1 to LB(k):
/// ```
/// as LB(k) is at least `(Td - k)(T-q)/(qT(T-1))` (F2). So more layers save a share of (q-1)/(T-1) of the risk at most.
///
/// Valid range: 1 <= k <= Td, 0 < K < infinity. Source: derived here.
public struct F6HandMadeNetwork: Hashable, Sendable {
  /// The problem (T, d, q).
  public let problem: Problem
  /// The number k of coordinates that are kept, the first k of vec(X).
  public let coordinates: Int
  /// The threshold K.
  public let threshold: Double

  /// The network that keeps k coordinates, with threshold K.
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

  /// The network of Td neurons with threshold K.
  ///
  /// - Throws: `TheoryError` unless K is positive and finite.
  public init(problem: Problem, threshold: Double) throws(TheoryError) {
    try self.init(problem: problem, coordinates: problem.inputDimension, threshold: threshold)
  }

  /// The hidden width: k, and one neuron for each number of places that has to be passed on, at most two.
  public var width: Int { coordinates + counted.count }

  /// How many of the tokens' coordinates a are kept: those of the first so many tokens.
  public func kept(_ component: Int) -> Int {
    let (whole, rest) = coordinates.quotientAndRemainder(dividingBy: problem.dimension)
    return whole + (component < rest ? 1 : 0)
  }

  /// The numbers n, 0 < n < T, such that an output keeps the first n tokens.
  private var counted: [Int] {
    Set((0..<problem.dimension).map(kept)).filter { $0 > 0 && $0 < problem.tokens }.sorted()
  }

  /// The network's two layers; the inputs are vec(X), then the indicator of y.
  ///
  /// Without the shift by the mean of the leaks the risk is larger.
  ///
  /// - Throws: `TheoryError` if a size overflows.
  public func layers(hasShift: Bool = true) throws(TheoryError) -> [AffineLayer] {
    let input = problem.inputDimension
    var gates = try AffineLayer(outputs: width, inputs: input + problem.tokens)
    var outputs = try AffineLayer(outputs: problem.dimension, inputs: width)
    let sparsity = Double(problem.sparsity)
    for coordinate in 0..<coordinates {
      let (token, component) = coordinate.quotientAndRemainder(dividingBy: problem.dimension)
      gates.weights[coordinate, coordinate] = 1
      gates.weights[coordinate, input + token] = 2 * threshold
      gates.biases[coordinate] = -threshold
      outputs.weights[component, coordinate] = 1 / sparsity
    }
    let counted = counted
    for (place, count) in counted.enumerated() {
      for token in 0..<count { gates.weights[coordinates + place, input + token] = 1 }
    }
    let mean = hasShift ? try leakMoments()[1] : 0
    for component in 0..<problem.dimension {
      let count = kept(component)
      outputs.biases[component] = -Double(count) * mean / sparsity
      if count == problem.tokens { outputs.biases[component] -= threshold }
      if let place = counted.firstIndex(of: count) {
        outputs.weights[component, coordinates + place] = -threshold / sparsity
      }
    }
    return [gates, outputs]
  }

  /// The moments `E (g - K)_+^n` of a leak, n from 0 to 4.
  ///
  /// - Throws: `TheoryError` never, for a valid network.
  func leakMoments() throws(TheoryError) -> [Double] {
    try GaussianTail.partialMoments(over: threshold)
  }

  /// The variance s(K)/2 - mu^2 of a leak.
  ///
  /// - Throws: `TheoryError` never, for a valid network.
  public func leakVariance() throws(TheoryError) -> Double {
    let moments = try leakMoments()
    return moments[2] - moments[1] * moments[1]
  }

  /// The part of the risk that missing coordinates cost, (Td - k)/(qT).
  public var missingRisk: Double {
    Double(problem.inputDimension - coordinates) / (Double(problem.sparsity) * Double(problem.tokens))
  }

  /// The part of the risk that leaks cost, k (s(K)/2 - mu^2)/q^2.
  ///
  /// - Throws: `TheoryError` never, for a valid network.
  public func leakRisk() throws(TheoryError) -> Double {
    try Double(coordinates) * leakVariance() / (Double(problem.sparsity) * Double(problem.sparsity))
  }

  /// The exact risk.
  ///
  /// - Throws: `TheoryError` never, for a valid network.
  public func risk() throws(TheoryError) -> Double { try missingRisk + leakRisk() }

  /// A bound of the probability that any gate leaks anywhere in n samples, `n k Q(K)`.
  ///
  /// - Throws: `TheoryError` never, for a valid network.
  public func leakProbability(samples: Int) throws(TheoryError) -> Double {
    try Double(samples) * Double(coordinates) * GaussianTail.upper(threshold)
  }

  /// What rounding can add to an output, `2^-52 (T+4)^2 (2K+7)/q`: sums of at most T+2 terms of at most 2K+7, over q.
  ///
  /// Tokens are at most 6.77 (`BoxMuller`).
  public var roundingError: Double {
    let terms = Double(problem.tokens + 4)
    return 0x1p-52 * terms * terms * (2 * threshold + 7) / Double(problem.sparsity)
  }

  /// The greatest loss that rounding alone can cause at k = Td where no gate leaks: `d (2^-52 K (4q + 10))^2`.
  ///
  /// With |x| <= K a neuron of y is a sum of x, 2K and -K with two roundings of numbers below 2K, and one whose token
  /// lies outside y is exactly 0, as rounding is monotone. An output is a sum of q such terms over q less K, as is the
  /// target but for K: together at most 4q + 10 roundings, each at most 2^-52 K.
  public var roundingLoss: Double {
    let error = 0x1p-52 * threshold * Double(4 * problem.sparsity + 10)
    return Double(problem.dimension) * error * error
  }

  /// The errors of the outputs as the proof has them.
  ///
  /// - Throws: `TheoryError` never, for a valid network.
  public func errors() throws(TheoryError) -> Errors {
    Errors(
      kept: (0..<problem.dimension).map(kept), threshold: threshold, meanLeak: try leakMoments()[1],
      sparsity: Double(problem.sparsity))
  }

  /// The errors of the outputs as the proof has them: leaks less their mean, and what is not kept, over q.
  public struct Errors: Sendable {
    fileprivate let kept: [Int]
    fileprivate let threshold: Double
    fileprivate let meanLeak: Double
    fileprivate let sparsity: Double

    /// The error of an output at Td token entries and q rising places.
    public func error(
      _ component: Int, tokens: UnsafeBufferPointer<Float>, subset: UnsafeBufferPointer<Int>
    ) -> Double {
      var sum = 0.0
      var place = 0
      for token in 0..<(tokens.count / kept.count) {
        let entry = Double(tokens[token * kept.count + component])
        let isChosen = place < subset.count && subset[place] == token
        if isChosen { place += 1 }
        if token < kept[component] {
          sum += max(0, (isChosen ? -entry : entry) - threshold) - meanLeak
        } else if isChosen {
          sum -= entry
        }
      }
      return sum / sparsity
    }
  }
}
