import Evidence
import Sim
import Theory

extension ClaimJudgment {
  private enum Encoder: Hashable, Sendable {
    /// Sign neurons with Gaussian weights.
    case signs(width: Int)
    /// Sign neurons along the top eigenvectors of S.
    case alignedSigns(width: Int)
    /// Noisy neurons with Gaussian weights, rows of mean square 1.
    case noisy(width: Int, noise: Double)
    /// Noisy neurons along the eigenvectors of S with the gains of one water level.
    case matched(bits: Double)

    var isRandom: Bool {
      switch self {
      case .signs, .noisy: true
      case .alignedSigns, .matched: false
      }
    }

    var name: String {
      switch self {
      case .signs(let width): "\(width) sign neurons"
      case .alignedSigns(let width): "\(width) sign neurons along eigenvectors"
      case .noisy(let width, let noise): "\(width) neurons with noise \(noise)"
      case .matched(let bits): "matched noisy neurons, \(bits) bits"
      }
    }
  }

  /// The encoders of Gaussian tokens, with the problem's place among three.
  private static let encoderCases: [(problem: Int, encoder: Encoder)] =
    [4, 8, 16, 32, 48, 64].map { (0, .signs(width: $0)) }
    + [4, 16, 32].map { (0, .alignedSigns(width: $0)) }
    + [(4, 0.3), (8, 0.3), (16, 0.5), (32, 1), (32, 0.3)].map { (0, .noisy(width: $0, noise: $1)) }
    + [1, 4, 16, 32, 64].map { (0, .matched(bits: $0)) }
    + [
      (1, .signs(width: 5)), (1, .noisy(width: 7, noise: 0.5)), (1, .matched(bits: 6)),
      (2, .signs(width: 9)), (2, .noisy(width: 4, noise: 0.2)), (2, .matched(bits: 3)),
    ]

  private static let bitProblems = [(8, 4, 2), (5, 2, 1), (6, 3, 4)].map {
    SmallProblem(tokens: $0.0, dimension: $0.1, sparsity: $0.2)
  }

  private static let signProblems = [(7, 1, 2), (3, 2, 2), (4, 2, 1), (5, 2, 4)].map {
    SmallProblem(tokens: $0.0, dimension: $0.1, sparsity: $0.2)
  }

  private static let repeated: @Sendable (Effort) -> Int = { $0.pick(quick: 1, standard: 3, thorough: 20) }

  /// F13: encoders of Gaussian tokens against D(B), and codes of all sign sequences against the bound for signs.
  ///
  /// A code of signs has B bits: the first B entries, B parities of random subsets of the entries, or B sign neurons
  /// with random whole weights. The controls count unquantised neurons as one bit each.
  public static let f13Bits = ClaimJudgment(
    claim: .f13Bits,
    cases: encoderCases.map { item in
      Case("\(bitProblems[item.problem].name), \(item.encoder.name)") {
        item.encoder.isRandom ? repeated($0) : 1
      }
    } + signProblems.map { Case("\($0.name), codes of signs", repetitions: repeated) },
    judge: { trial, settings in
      var stream = RandomStream(try trial.address(settings, claim: .f13Bits), step: 0)
      if trial.caseIndex < encoderCases.count {
        let item = encoderCases[trial.caseIndex]
        return try encoded(bitProblems[item.problem].problem(), item.encoder, &stream)
      }
      return try coded(signProblems[trial.caseIndex - encoderCases.count].problem(), &stream)
    },
    controlCases: signProblems.map { Case("\($0.name), the one-neuron decoder counted as one bit") }
      + [Case("T=8 d=4 q=2, 32 noiseless neurons counted as 32 bits")],
    judgeControl: { trial, settings in
      if trial.caseIndex < signProblems.count {
        let problem = try signProblems[trial.caseIndex].problem()
        let risk = try F13Encoders.codeRisk(
          problem: problem, codes: Array(0..<(1 << problem.inputDimension)))
        return Outcome(
          verdict: try F13BitsPredicate(problem).judge(exactRisk: risk, bits: 1),
          values: [
            Outcome.Value("bits", 1), Outcome.Value("risk", risk.double),
            Outcome.Value("bound", try F13Bits.signs(problem: problem, bits: 1).double),
          ])
      }
      let problem = try bitProblems[0].problem()
      var stream = RandomStream(try trial.address(settings, claim: .f13Bits), step: 0)
      let weights = try gaussianWeights(problem, width: 32, &stream)
      let risk = try F13Encoders.noisyNeurons(problem: problem, weights: weights, noise: 1e-3).risk
      return Outcome(
        verdict: try F13BitsPredicate(problem).judge(risk: risk, bits: 32),
        values: [
          Outcome.Value("bits", 32), Outcome.Value("risk", risk),
          Outcome.Value("bound", try F13Bits.gaussian(problem: problem, bits: 32)),
        ])
    },
    figures: { snapshot in [try bitsFigure(snapshot)] })

  private static func encoded(_ problem: Problem, _ encoder: Encoder, _ stream: inout RandomStream) throws
    -> Outcome
  {
    let (bits, risk, width): (Double, Double, Int)
    var attained = false
    switch encoder {
    case .signs(let count):
      let weights = try gaussianWeights(problem, width: count, &stream)
      (bits, width) = (Double(count), count)
      risk = try F13Encoders.signNeurons(problem: problem, weights: weights)
    case .alignedSigns(let count):
      (bits, width) = (Double(count), count)
      risk = try F13Encoders.signNeurons(
        problem: problem, weights: F5Attained.weights(problem: problem, width: count))
    case .noisy(let count, let noise):
      width = count
      (bits, risk) = try F13Encoders.noisyNeurons(
        problem: problem, weights: gaussianWeights(problem, width: count, &stream), noise: noise)
    case .matched(let wanted):
      attained = true
      let weights = try matchedWeights(problem, bits: wanted)
      width = weights.rows
      (bits, risk) = try F13Encoders.noisyNeurons(problem: problem, weights: weights, noise: 1)
    }
    return Outcome(
      verdict: try F13BitsPredicate(problem).judge(risk: risk, bits: bits, attained: attained),
      values: [
        Outcome.Value("neurons", Double(width)), Outcome.Value("bits", bits), Outcome.Value("risk", risk),
        Outcome.Value("D(bits)", try F13Bits.gaussian(problem: problem, bits: bits)),
        Outcome.Value("LB(neurons)", try F2RiskLowerBound.value(problem: problem, width: width)),
      ])
  }

  /// Rows with independent N(0, 1/(Td)) entries.
  private static func gaussianWeights(_ problem: Problem, width: Int, _ stream: inout RandomStream) throws
    -> Matrix
  {
    let length = problem.inputDimension
    let scale = 1 / Double(length).squareRoot()
    let entries = (0..<(width * length)).map { _ in scale * stream.normal() }
    return try Matrix(rows: width, columns: length, elements: entries)
  }

  /// The orthonormal eigenvectors above the water level, each times `sqrt(lambda/theta - 1)`.
  private static func matchedWeights(_ problem: Problem, bits: Double) throws -> Matrix {
    let level = try F13Bits.waterLevel(problem: problem, bits: bits)
    let (low, high) = (F1Spectrum.low(problem), F1Spectrum.high(problem))
    let width = level < low ? problem.inputDimension : problem.dimension
    var weights = try F5Attained.weights(problem: problem, width: width)
    for row in 0..<width {
      let gain = max(0, (row < problem.dimension ? high : low) / level - 1).squareRoot()
      for column in 0..<weights.columns { weights[row, column] = gain * weights[row, column] }
    }
    return weights
  }

  private static func coded(_ problem: Problem, _ stream: inout RandomStream) throws -> Outcome {
    let length = problem.inputDimension
    let predicate = F13BitsPredicate(problem)
    var verdicts: [Verdict] = []
    var closest = Double.infinity
    for bits in 0...min(4, length) {
      for codes in codes(bits: bits, length: length, &stream) {
        let risk = try F13Encoders.codeRisk(problem: problem, codes: codes)
        verdicts.append(try predicate.judge(exactRisk: risk, bits: bits))
        closest = min(closest, risk.double / (try F13Bits.signs(problem: problem, bits: bits).double))
      }
    }
    return Outcome(
      verdict: .all(verdicts),
      values: [
        Outcome.Value("codes", Double(verdicts.count)), Outcome.Value("least risk / bound", closest),
      ])
  }

  /// Three codes of every sign sequence in a number of bits.
  private static func codes(bits: Int, length: Int, _ stream: inout RandomStream) -> [[Int]] {
    let masks = (0..<bits).map { _ in Int(stream.integer(below: UInt32(1 << length))) }
    // An odd sum of weights: no sum of signs times weights is 0.
    let weights = (0..<bits).map { _ -> [Int] in
      var row = (0..<length).map { _ in Int(stream.integer(below: 9)) - 4 }
      if row.reduce(0, +) % 2 == 0 { row[0] += 1 }
      return row
    }
    let patterns = 0..<(1 << length)
    let first = patterns.map { $0 & ((1 << bits) - 1) }
    let parities = patterns.map { pattern in
      masks.enumerated().reduce(0) { $0 | ((pattern & $1.element).nonzeroBitCount & 1) << $1.offset }
    }
    let signs = patterns.map { pattern in
      weights.enumerated().reduce(0) { code, item in
        let sum = item.element.enumerated().reduce(0) { total, weight in
          total + (pattern >> weight.offset & 1 == 1 ? weight.element : -weight.element)
        }
        return code | (sum > 0 ? 1 : 0) << item.offset
      }
    }
    return [first, parities, signs]
  }

  private static func bitsFigure(_ snapshot: LedgerSnapshot) throws -> ReportFigure {
    let problem = try bitProblems[0].problem()
    let places = (0...80).map(Double.init)
    func measured(_ name: String, _ isWanted: @escaping (Encoder) -> Bool) -> SVGFigure.Series {
      SVGFigure.Series(
        name, style: .markers,
        points: snapshot.points(of: "F13", x: "bits", y: "risk") { trial in
          guard trial.caseIndex < encoderCases.count else { return false }
          let item = encoderCases[trial.caseIndex]
          return item.problem == 0 && trial.repetition == 0 && isWanted(item.encoder)
        })
    }
    return ReportFigure(
      fileName: "Bits.svg",
      caption:
        "Least risk at B bits (reverse water-filling) beside LB(m) at m = B neurons of unlimited precision, with the exact risks of sign neurons, one bit each, and of noisy neurons; T = 8, d = 4, q = 2.",
      picture: SVGFigure(
        title: "Bits, not neurons: the least risk of a first layer that passes B bits",
        x: Axis("bits B, or neurons m", range: 0...80), y: Axis("risk"),
        series: [
          SVGFigure.Series(
            "D(B)", style: .line,
            points: try places.map {
              SVGFigure.Series.Point($0, try F13Bits.gaussian(problem: problem, bits: $0))
            }),
          SVGFigure.Series(
            "LB(m)", style: .dashedLine,
            points: try places.map {
              SVGFigure.Series.Point($0, try F2RiskLowerBound.value(problem: problem, width: Int($0)))
            }),
          measured("sign neurons, random") { if case .signs = $0 { true } else { false } },
          measured("sign neurons, eigenvectors") { if case .alignedSigns = $0 { true } else { false } },
          measured("noisy neurons, random") { if case .noisy = $0 { true } else { false } },
          measured("noisy neurons, matched") { if case .matched = $0 { true } else { false } },
        ]))
  }
}
