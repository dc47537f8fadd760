import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// F7: the witness of every trained network fed to it, exact witnesses for drawn first layers, and the constant attained.
  ///
  /// The first layers drawn are dense, sparse or blind to most tokens, of every height below Td; every vector of a basis
  /// of their kernel is a witness, in rational arithmetic. The control feeds a witness to networks that lose nothing; 600 quick
  /// steps do not teach the trained one enough.
  public static let f7WorstCase = ClaimJudgment(
    claim: .f7WorstCase,
    cases: witnessCases + adversaryCases + exactProblems.map { Case("\($0.name), constant attained") },
    judge: { trial, settings in
      if trial.caseIndex < witnessCases.count {
        let experiment = NetworkExperiment(
          widthIndex: trial.caseIndex, repetition: trial.repetition, settings: settings)
        let result = try await experiment.result()
        return try fed(
          F7WorstCase.witness(result.sums.certificate), to: result.trained.widened,
          rank: result.sums.certificate.rank)
      }
      let index = trial.caseIndex - witnessCases.count
      if index < adversaryCases.count { return try adversary(index, trial, settings) }
      return try attained(exactProblems[index - adversaryCases.count].problem(), trial, settings)
    },
    controlCases: [
      Case("T=8 d=4 q=2, made by hand, width 2Td"),
      Case("T=8 d=4 q=2, trained, width 64") { $0.pick(quick: 0, standard: 1, thorough: 1) },
    ],
    judgeControl: { trial, settings in
      let narrow = NetworkExperiment(widthIndex: 0, repetition: 0, settings: settings)
      let witness = try await F7WorstCase.witness(narrow.result().sums.certificate)
      let problem = try NetworkExperiment.problem()
      if trial.caseIndex == 0 {
        let network = try F6HandMadeNetwork(
          problem: problem, coordinates: problem.inputDimension, threshold: 8)
        return try fed(witness, to: FullyConnectedNetwork(network.layers()), rank: problem.inputDimension)
      }
      let wide = NetworkExperiment(
        widthIndex: NetworkExperiment.widths.count - 1, repetition: 0, settings: settings)
      let result = try await wide.result()
      return try fed(witness, to: result.trained.widened, rank: result.sums.certificate.rank)
    })

  private static let witnessCases = zip(NetworkExperiment.cases, NetworkExperiment.widths)
    .filter { $0.1 < 32 }.map(\.0)

  /// Evaluates a network of the trained problem at both inputs of a witness.
  private static func fed(
    _ witness: F7WorstCase.Witness, to network: FullyConnectedNetwork<Double>, rank: Int
  ) throws -> Outcome {
    let problem = try NetworkExperiment.problem()
    var indicator = [Double](repeating: 0, count: problem.tokens)
    for token in witness.subset { indicator[token] = 1 }
    let outputs = try network.outputs(
      witness.tokens + indicator + witness.tokens.map { -$0 } + indicator)
    var errors = (0.0, 0.0)
    var difference = 0.0
    for coordinate in 0..<problem.dimension {
      var target = 0.0
      for token in witness.subset { target += witness.tokens[token * problem.dimension + coordinate] }
      target /= Double(problem.sparsity)
      let first = outputs[coordinate]
      let second = outputs[problem.dimension + coordinate]
      errors.0 += (first - target) * (first - target)
      errors.1 += (second + target) * (second + target)
      difference += (first - second) * (first - second)
    }
    let error = max(errors.0, errors.1).squareRoot()
    let asymmetry = difference.squareRoot()
    return Outcome(
      verdict: try F7WorstCasePredicate(problem: problem).judge(error: error, asymmetry: asymmetry),
      values: [
        Outcome.Value("rank", Double(rank)),
        Outcome.Value("1/(2q-1)", F7WorstCase.constant(problem)),
        Outcome.Value("length of the target", witness.targetNorm),
        Outcome.Value("larger error", error),
        Outcome.Value("difference of the outputs", asymmetry),
      ])
  }

  // MARK: Drawn first layers

  private enum Adversary: String, CaseIterable {
    case dense, sparse, block
  }

  /// Problems with Td <= 12, where exact kernels fit in 128 bits.
  private static let exactProblems = SmallProblem.all.filter { $0.tokens * $0.dimension <= 12 }

  private static let adversaryCases = exactProblems.flatMap { problem in
    Adversary.allCases.map { adversary in
      Case("\(problem.name), \(adversary.rawValue) first layers") {
        $0.pick(quick: 1, standard: 3, thorough: 30)
      }
    }
  }

  private static func adversary(_ index: Int, _ trial: Trial, _ settings: Settings) throws -> Outcome {
    let (place, kind) = index.quotientAndRemainder(dividingBy: Adversary.allCases.count)
    let problem = try exactProblems[place].problem()
    let predicate = try F7WorstCasePredicate(problem: problem)
    let address = try trial.address(settings, claim: .f7WorstCase)
    var verdicts: [Verdict] = []
    var least = Double.infinity
    for height in 1..<problem.inputDimension {
      var stream = RandomStream(address, step: UInt32(height))
      let weights = try draw(Adversary.allCases[kind], problem, height: height, &stream)
      let kernel = try weights.kernelBasis()
      for row in 0..<kernel.rows {
        let ratio = try F7WorstCase.exactSquaredRatio(problem: problem, kernelVector: kernel.row(row))
        verdicts.append(try predicate.judge(exactSquaredRatio: ratio))
        least = min(least, ratio.double.squareRoot())
      }
    }
    return Outcome(
      verdict: .all(verdicts),
      values: [
        Outcome.Value("1/(2q-1)", F7WorstCase.constant(problem)),
        Outcome.Value("length of the target", least),
        Outcome.Value("witnesses", Double(verdicts.count)),
      ])
  }

  /// Entries -1, 0, 1: all drawn; two in a row; or those of one token in a row.
  private static func draw(
    _ adversary: Adversary, _ problem: Problem, height: Int, _ stream: inout RandomStream
  ) throws -> RationalMatrix {
    let input = problem.inputDimension
    var weights = try RationalMatrix(rows: height, columns: input)
    for row in 0..<height {
      var places = Array(0..<input)
      switch adversary {
      case .dense: break
      case .sparse: places = stream.subset(size: 2, of: input)
      case .block:
        let token = Int(stream.integer(below: UInt32(problem.tokens)))
        places = Array((token * problem.dimension)..<((token + 1) * problem.dimension))
      }
      for place in places { weights[row, place] = Rational(Int(stream.integer(below: 3)) - 1) }
    }
    return weights
  }

  // MARK: The constant attained

  /// The extremal kernel exactly, and the midpoint predictor on drawn inputs of the unit balls.
  private static func attained(_ problem: Problem, _ trial: Trial, _ settings: Settings) throws -> Outcome {
    let kernel = try F7WorstCase.attainingWeights(problem).kernelBasis()
    let ratio = try F7WorstCase.exactSquaredRatio(problem: problem, kernelVector: kernel.row(0))
    var stream = RandomStream(try trial.address(settings, claim: .f7WorstCase), step: 0)
    var greatest = 0.0
    for _ in 0..<settings.effort.pick(quick: 200, standard: 2_000, thorough: 20_000) {
      var tokens = (0..<problem.inputDimension).map { _ in stream.normal() }
      for token in 0..<problem.tokens {
        let places = (token * problem.dimension)..<((token + 1) * problem.dimension)
        var square = 0.0
        for place in places { square += tokens[place] * tokens[place] }
        let length = stream.uniform() / square.squareRoot()
        for place in places { tokens[place] *= length }
      }
      greatest = max(greatest, try F7WorstCase.midpointError(problem: problem, tokens: tokens))
    }
    let witness = try F7WorstCase.witness(problem: problem, kernelVector: kernel.row(0).map(\.double))
    greatest = max(greatest, try F7WorstCase.midpointError(problem: problem, tokens: witness.tokens))
    return Outcome(
      verdict: try F7WorstCasePredicate(problem: problem)
        .judge(attainedSquaredRatio: ratio, midpointError: greatest),
      values: [
        Outcome.Value("rank", Double(problem.inputDimension - kernel.rows)),
        Outcome.Value("1/(2q-1)", F7WorstCase.constant(problem)),
        Outcome.Value("length of the target", ratio.double.squareRoot()),
        Outcome.Value("error of the midpoint", greatest),
      ])
  }
}
