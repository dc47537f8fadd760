import Evidence
import Sim
import Theory

extension ClaimJudgment {
  private static let f9Small = [(2, 1, 1), (4, 2, 2), (5, 1, 4), (10, 1, 2), (3, 3, 1)].map {
    SmallProblem(tokens: $0.0, dimension: $0.1, sparsity: $0.2)
  }

  private static let f9Long = [(10, 2, 4), (10, 5, 2), (25, 2, 8), (50, 1, 1)].map {
    SmallProblem(tokens: $0.0, dimension: $0.1, sparsity: $0.2)
  }

  /// F9: the decoder as a ReLU network, on every input for small Td and on samples up to Td = 50.
  ///
  /// The controls are the same network on Gaussian tokens, and a network for Td = 60, whose neuron Double cannot hold.
  public static let f9OneNeuronDecoder = ClaimJudgment(
    claim: .f9OneNeuronDecoder,
    cases: f9Small.map { Case("\($0.name), every input") } + f9Long.map { Case("\($0.name), samples") },
    judge: { trial, settings in
      if trial.caseIndex < f9Small.count {
        return try decoded(everyInput(f9Small[trial.caseIndex].problem()))
      }
      let problem = try f9Long[trial.caseIndex - f9Small.count].problem()
      return try decoded(samples(problem, .smoothedSigns(noise: 0), trial, settings))
    },
    controlCases: [
      Case("T=4 d=2 q=2, Gaussian tokens"), Case("T=25 d=2 q=8, Gaussian tokens"),
      Case("T=60 d=1 q=2, signs, beyond Double"),
    ],
    judgeControl: { trial, settings in
      let size = [(4, 2, 2), (25, 2, 8), (60, 1, 2)][trial.caseIndex]
      let problem = try Problem(tokens: size.0, dimension: size.1, sparsity: size.2)
      return try decoded(
        samples(problem, trial.caseIndex < 2 ? .gaussian : .smoothedSigns(noise: 0), trial, settings))
    })

  /// Inputs of a network, example after example, each vec(X) and then the indicator of y.
  private struct Inputs {
    let problem: Problem
    var numbers: [Double] = []

    mutating func add(_ tokens: [Double], _ subset: [Int]) {
      numbers += tokens
      numbers += (0..<problem.tokens).map { subset.contains($0) ? 1 : 0 }
    }
  }

  private static func everyInput(_ problem: Problem) -> Inputs {
    var inputs = Inputs(problem: problem)
    for pattern in 0..<(1 << problem.inputDimension) {
      let tokens = (0..<problem.inputDimension).map { pattern >> $0 & 1 == 1 ? 1.0 : -1 }
      for subset in Subsets(of: problem) { inputs.add(tokens, subset) }
    }
    return inputs
  }

  private static func samples(
    _ problem: Problem, _ law: TokenLaw, _ trial: Trial, _ settings: Settings
  ) throws -> Inputs {
    var stream = RandomStream(try trial.address(settings, claim: .f9OneNeuronDecoder), step: 0)
    var inputs = Inputs(problem: problem)
    var tokens = [Double](repeating: 0, count: problem.inputDimension)
    for _ in 0..<settings.effort.pick(quick: 50, standard: 500, thorough: 5000) {
      law.fill(&tokens, &stream)
      inputs.add(tokens, stream.subset(size: problem.sparsity, of: problem.tokens))
    }
    return inputs
  }

  private static func decoded(_ inputs: Inputs) throws -> Outcome {
    let problem = inputs.problem
    let network = try OneNeuronNetwork.make(problem)
    let outputs = try network.outputs(inputs.numbers)
    let weights = try network.tokenWeights(problem)
    let rank = try SingularValues(of: weights).rank
    let neurons = (0..<weights.rows).count { weights.row($0).contains { $0 != 0 } }
    let risk = meanSquaredError(inputs, outputs)
    let predicate = try F9OneNeuronPredicate(problem)
    return Outcome(
      verdict: predicate.judge(risk: risk, rank: rank),
      values: [
        Outcome.Value("inputs", Double(outputs.count / problem.dimension)),
        Outcome.Value("T d", Double(problem.inputDimension)),
        Outcome.Value("neurons on the tokens", Double(neurons)),
        Outcome.Value("hidden layers", Double(network.shape.layers.count - 1)),
        Outcome.Value("risk", risk), Outcome.Value("LB(1)", predicate.bound),
      ])
  }

  private static func meanSquaredError(_ inputs: Inputs, _ outputs: [Double]) -> Double {
    let problem = inputs.problem
    let (d, length) = (problem.dimension, problem.inputDimension)
    let examples = outputs.count / d
    var sum = 0.0
    for example in 0..<examples {
      let start = example * (length + problem.tokens)
      for coordinate in 0..<d {
        var target = 0.0
        for token in 0..<problem.tokens where inputs.numbers[start + length + token] == 1 {
          target += inputs.numbers[start + token * d + coordinate]
        }
        let error = outputs[example * d + coordinate] - target / Double(problem.sparsity)
        sum += error * error
      }
    }
    return sum / Double(examples)
  }
}
