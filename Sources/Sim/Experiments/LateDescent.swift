import Theory

/// Gradient descent with the full matrices and exact expectations near its end: what becomes of the risk and of a deviation.
public enum LateDescent {
  /// What descent does with 1/R over the later half of its steps, over what the limit 1/(2 kappa) of t R asks for.
  public struct Rate: Hashable, Sendable, Codable {
    /// The slope of 1/R from half of the time to the last, over 2 kappa.
    public let slope: Double
    /// The mean of 2 kappa t R over the later half of the steps.
    public let lateRisk: Double
    /// 2 kappa t R at the last step.
    public let lastRisk: Double
    /// The last time, step size times steps.
    public let time: Double

    /// The rate from the risks after every `stride` steps, the first at the start.
    ///
    /// - Throws: `TheoryError` unless there are three risks at least.
    public init(risks: [Double], stepSize: Double, stride: Int = 1, kappa: Double) throws(TheoryError) {
      guard risks.count >= 3 else { throw TheoryError(value: "\(risks.count) risks", rule: "3 at least") }
      let (last, half) = (risks.count - 1, risks.count / 2)
      func time(_ index: Int) -> Double { stepSize * Double(stride * index) }
      slope = (1 / risks[last] - 1 / risks[half]) / (2 * kappa * (time(last) - time(half)))
      let sum = (half...last).reduce(0) { $0 + 2 * kappa * time($1) * risks[$1] }
      lateRisk = sum / Double(last - half + 1)
      lastRisk = 2 * kappa * time(last) * risks[last]
      self.time = time(last)
    }
  }

  /// The weights V = I, W = C (I - 11^T/T) with independent deviations N(0, scale^2) of every entry; one-hot positions.
  public static func nearEnd(
    _ problem: Problem, logit: Double, scale: Double, stream: inout RandomStream
  ) -> AttentionWeights {
    let deviation = AttentionWeights.random(oneHot: problem, scale: scale, stream: &stream)
    var weights = AttentionWeights(
      alpha: 1, logit: logit, dimension: problem.dimension, positionDimension: problem.tokens,
      family: .centered)
    for index in weights.value.indices { weights.value[index] += deviation.value[index] }
    for index in weights.keyQuery.indices { weights.keyQuery[index] += deviation.keyQuery[index] }
    return weights
  }

  /// The risks at the start and after each of a number of gradient steps.
  ///
  /// From one above 100 d/q on all later ones count as that many.
  ///
  /// - Throws: `TheoryError` if sizes do not fit.
  public static func risks(
    _ enumeration: SubsetEnumeration, from initial: AttentionWeights, stepSize: Double, steps: Int
  ) throws(TheoryError) -> [Double] {
    var weights = initial
    let escaped = 100 * enumeration.problem.trivialRisk
    var risks: [Double] = []
    for step in 0...steps {
      let here = try PopulationGradient(oneHot: weights, over: enumeration)
      if here.risk > escaped { return risks + [Double](repeating: escaped, count: steps + 1 - step) }
      risks.append(here.risk)
      weights = weights.moved(-stepSize, here.gradient)
    }
    return risks
  }

  /// The exact risks of a layer at the start, zero, and after every `stride` steps on samples, `count` times.
  ///
  /// From one above 100 d/q on all later ones count as that many.
  ///
  /// - Throws: `TheoryError` if the settings are not those of standard tokens, one-hot positions with d_e = T and the
  ///   enumeration's problem.
  public static func sampledRisks(
    _ settings: AttentionSettings, over enumeration: SubsetEnumeration, address: StreamAddress, stride: Int,
    count: Int
  ) throws(TheoryError) -> [Double] {
    try settings.requireOneHot(enumeration.problem)
    let trainer = try AttentionTrainer(settings, address: address)
    let escaped = 100 * enumeration.problem.trivialRisk
    var risks: [Double] = []
    for look in 0...count {
      let risk = try PopulationGradient(oneHot: trainer.weights, over: enumeration).risk
      if risk > escaped { return risks + [Double](repeating: escaped, count: count + 1 - look) }
      risks.append(risk)
      trainer.run(steps: stride)
    }
    return risks
  }

  /// The mean factors a step, over all but the first step, by which the changes of V and of W's row sums are multiplied.
  ///
  /// The row sums, less their mean, are those of the vectors among W's directions, which have the largest curvature; the other
  /// directions on which W has curvature have row sums 0.
  ///
  /// - Throws: `TheoryError` if there are fewer than 3 weights.
  public static func factors(_ path: [AttentionWeights]) throws(TheoryError) -> (value: Double, rows: Double)
  {
    guard path.count >= 3 else { throw TheoryError(value: "\(path.count) weights", rule: "3 at least") }
    func norm(_ parts: [[Double]], _ step: Int) -> Double {
      var square = 0.0
      for (a, b) in zip(parts[step], parts[step + 1]) { square += (b - a) * (b - a) }
      return square.squareRoot()
    }
    func factor(_ parts: [[Double]]) -> Double {
      let steps = parts.count - 2
      return Elementary.exp(Elementary.log(norm(parts, steps) / norm(parts, 0)) / Double(steps))
    }
    return (factor(path.map(\.value)), factor(path.map(\.centeredRowSums)))
  }
}

extension AttentionWeights {
  /// The row sums of W less their mean.
  fileprivate var centeredRowSums: [Double] {
    let size = positionDimension
    let sums = (0..<size).map { row in (0..<size).reduce(0) { $0 + keyQuery[row * size + $1] } }
    let mean = sums.reduce(0, +) / Double(size)
    return sums.map { $0 - mean }
  }
}
