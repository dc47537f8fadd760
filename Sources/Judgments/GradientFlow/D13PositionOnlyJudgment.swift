import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// How the two blocks are looked at, with which tokens.
  private enum TokenTest: Hashable, Sendable {
    /// The population gradient at V_X and W_EE near multiples of I, and descent from zero.
    case population(CoordinateLaw)
    /// Sums of sampled gradients at V_X and W_EE near multiples of I.
    case samples(CoordinateLaw)
    /// SGD from zero on all four blocks.
    case training(CoordinateLaw)

    var name: String {
      switch self {
      case .population(let law): "every sequence of \(words(law))"
      case .samples(let law): "samples of \(words(law))"
      case .training(let law): "SGD on \(words(law))"
      }
    }

    private func words(_ law: CoordinateLaw) -> String {
      switch law {
      case .gaussian: "Gaussian tokens"
      case .sign: "sign tokens"
      case .skewed(let p): "two-point tokens of mean 0, p = \(p)"
      case .shifted(let mean): "sign tokens of mean \(mean)"
      }
    }
  }

  private typealias TokenCase = (problem: SmallProblem, test: TokenTest)

  private static let d13Small = [(3, 2, 1), (4, 2, 2), (4, 1, 3)].map {
    SmallProblem(tokens: $0.0, dimension: $0.1, sparsity: $0.2)
  }
  private static let d13Large = [(6, 2, 2), (8, 3, 3)].map {
    SmallProblem(tokens: $0.0, dimension: $0.1, sparsity: $0.2)
  }
  private static let d13Cases: [TokenCase] =
    d13Small.map { ($0, .population(.sign)) } + d13Large.map { ($0, .samples(.gaussian)) }
    + d13Large.map { ($0, .training(.gaussian)) }
  private static let d13Controls: [TokenCase] =
    [CoordinateLaw.skewed(probability: 0.2), .shifted(mean: 0.5)].flatMap { law in
      [(d13Small[0], .population(law)), (d13Small[1], .population(law)), (d13Large[0], .samples(law))]
    }

  /// D13: the gradients in W_XE and V_E, exactly, on samples, and what SGD makes of the blocks.
  public static let d13PositionOnly = ClaimJudgment(
    claim: .d13PositionOnly,
    cases: d13Cases.map { item in
      Case("\(item.problem.name), \(item.test.name)") { effort in
        if case .population = item.test { return 1 }
        return effort.pick(quick: 1, standard: 3, thorough: 20)
      }
    },
    judge: { trial, run in
      try positionOnly(d13Cases[trial.caseIndex], trial.address(run, claim: .d13PositionOnly))
    },
    controlCases: d13Controls.map { Case("\($0.problem.name), \($0.test.name)") },
    judgeControl: { trial, run in
      try positionOnly(d13Controls[trial.caseIndex], trial.address(run, claim: .d13PositionOnly))
    })

  private static func positionOnly(_ item: TokenCase, _ address: StreamAddress) throws -> Outcome {
    let problem = try item.problem.problem()
    switch item.test {
    case .population(let law): return try populationBlocks(problem, law, address)
    case .samples(let law): return try sampledBlocks(problem, law, address)
    case .training(let law): return try trainedBlocks(problem, law, address)
    }
  }

  private static func populationBlocks(
    _ problem: Problem, _ law: CoordinateLaw, _ address: StreamAddress
  ) throws -> Outcome {
    let enumeration = try SubsetEnumeration(problem)
    let gradient = try TokenLayerDescent.populationGradient(
      randomLayer(problem, address), over: enumeration, law: law)
    let layer = try TokenLayerDescent.populationDescent(enumeration, law: law, stepSize: 0.5, steps: 60)
    let predicate = D13PositionOnlyPredicate()
    return Outcome(
      verdict: .all([
        predicate.judge(exactlyZero: gradient.tokenKey + gradient.positionValue),
        predicate.judge(exactlyZero: layer.tokenKey + layer.positionValue),
      ]),
      values: values(
        terms: try Subsets.count(of: problem) << problem.inputDimension, gradient.tokenKey,
        gradient.positionValue, layer))
  }

  private static func sampledBlocks(
    _ problem: Problem, _ law: CoordinateLaw, _ address: StreamAddress
  ) throws -> Outcome {
    let samples = 20_000
    let layer = try randomLayer(problem, address)
    let (sum, squares) = try TokenLayerDescent.sampleSums(
      layer, problem, law: law, address: address, step: 1, samples: samples, withSquares: true)
    let predicate = D13PositionOnlyPredicate()
    let share = 1 / Double(samples)
    return Outcome(
      verdict: predicate.judge(
        sums: sum.tokenKey + sum.positionValue, squares: squares.tokenKey + squares.positionValue),
      falseAlarm: predicate.falseAlarm,
      values: values(
        terms: samples, sum.tokenKey.map { $0 * share }, sum.positionValue.map { $0 * share }, layer))
  }

  private static func trainedBlocks(
    _ problem: Problem, _ law: CoordinateLaw, _ address: StreamAddress
  ) throws -> Outcome {
    let (batch, steps) = (32, 1500)
    let layer = try TokenLayerDescent.sampleDescent(
      problem, law: law, address: address, stepSize: 0.1, batch: batch, steps: steps)
    return Outcome(
      verdict: D13PositionOnlyPredicate().judge(
        tokenKey: norm(layer.tokenKey), positionKey: norm(layer.positionKey),
        positionValue: norm(layer.positionValue), tokenValue: norm(layer.tokenValue)),
      values: values(terms: batch * steps, [], [], layer))
  }

  /// V_X near 0.4 I and W_EE near 2 I, with entries N(0, 1/100) added, the other two blocks zero.
  ///
  /// There the gradients of skewed tokens are four times what the samples must show, whatever the seed.
  private static func randomLayer(_ problem: Problem, _ address: StreamAddress) throws -> TokenLayer {
    var stream = RandomStream(address, step: 0)
    var layer = TokenLayer(problem)
    let (d, length) = (problem.dimension, problem.tokens)
    for index in layer.tokenValue.indices {
      layer.tokenValue[index] = (index % (d + 1) == 0 ? 0.4 : 0) + 0.1 * stream.normal()
    }
    for index in layer.positionKey.indices {
      layer.positionKey[index] = (index % (length + 1) == 0 ? 2 : 0) + 0.1 * stream.normal()
    }
    return layer
  }

  private static func values(
    terms: Int, _ tokenKeyGradient: [Double], _ positionValueGradient: [Double], _ layer: TokenLayer
  ) -> [Outcome.Value] {
    [
      Outcome.Value("terms or samples", Double(terms)),
      Outcome.Value("largest mean gradient, W_XE", tokenKeyGradient.reduce(0) { max($0, abs($1)) }),
      Outcome.Value("largest mean gradient, V_E", positionValueGradient.reduce(0) { max($0, abs($1)) }),
      Outcome.Value("norm of W_XE", norm(layer.tokenKey)),
      Outcome.Value("norm of W_EE", norm(layer.positionKey)),
      Outcome.Value("norm of V_E", norm(layer.positionValue)),
      Outcome.Value("norm of V_X", norm(layer.tokenValue)),
    ]
  }

  private static func norm(_ entries: [Double]) -> Double {
    entries.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}
