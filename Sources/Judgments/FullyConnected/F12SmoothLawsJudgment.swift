import Evidence
import Sim
import Theory

extension ClaimJudgment {
  /// F12: the best decoders of one neuron on signs with noise tau, and on two logistic tokens.
  ///
  /// The controls hold the Gaussian bound, j = 1, against the decoders at small noise.
  public static let f12SmoothLaws = ClaimJudgment(
    claim: .f12SmoothLaws,
    experiments: NoisySignDecoders.all + LogisticPairDecoder.all,
    controls: NoisySignDecoders.problems.flatMap { problem in
      [0.12, 0.03].map { noise in
        .otherWorld(
          of: NoisySignDecoders(problem: problem, noise: noise), "the Gaussian bound, j = 1",
          NoisySignDecoders(problem: problem, noise: noise, heldAgainst: .gaussian))
      }
    },
    own: .takes { own in
      guard own.problem.inputDimension <= 12 else {
        throw TheoryError(
          value: "Td = \(own.problem.inputDimension)", rule: "Td <= 12, as all sign patterns are summed")
      }
      return NoisySignDecoders.noises.map {
        NoisySignDecoders(problem: SmallProblem(own.problem), noise: $0)
      }
    },
    figures: { [SmoothLawsFigure.draw($0)] })
}

/// The best decoders of one neuron on signs with noise, each beside cert(W)/j.
///
/// The decoder is the exact posterior mean. Its risk is a quadrature over the neuron's value, and, apart from that, the
/// mean over sampled tokens of its risk given the neuron.
struct NoisySignDecoders: Experiment {
  /// The law whose information the bound takes: the tokens' own, or the Gaussian.
  enum Information: Sendable { case own, gaussian }

  let problem: SmallProblem
  let noise: Double
  var heldAgainst = Information.own

  /// Small enough to sum over all sign patterns: one coordinate, and two.
  static let problems = [SmallProblem(4, 1, 2), SmallProblem(3, 2, 2)]

  static let noises = [1, 0.7, 0.5, 0.35, 0.25, 0.18, 0.12, 0.085, 0.06, 0.042, 0.03, 0.02]

  static func all(_ problem: SmallProblem) -> [NoisySignDecoders] {
    noises.map { NoisySignDecoders(problem: problem, noise: $0) }
  }

  static let all: [any Experiment] = problems.flatMap { all($0) }

  /// The neuron's weights are the powers b^k: one entry, all equal, and codes from dense to F9's and beyond.
  private static let codeBases = [0, 1, 1.5, 2, 3]

  struct Row: EvidenceRow {
    struct Decoder: Codable, Hashable, Sendable {
      /// The base b of the neuron's weights.
      let base: Double
      let certificate: Double
      /// The risk by quadrature.
      let risk: Double
      /// The risk by samples.
      let sampled: Measured
    }

    let noise: Double
    let information: Double
    let decoders: [Decoder]
    /// LB(1).
    let bound: Double

    /// The decoder with the least risk.
    var best: Decoder? { decoders.min { $0.risk < $1.risk } }

    static let columns: [Column<Row>] = [
      Column("tau") { $0.noise },
      Column("information j") { $0.information },
      Column("best neuron's base") { $0.best?.base },
      Column("best decoder's risk") { $0.best?.risk },
      Column("the same, sampled") { $0.best?.sampled.estimate },
      Column("certificate / j") { row in row.best.map { $0.certificate / row.information } },
      Column("LB(1) / j") { $0.bound / $0.information },
      Column("LB(1)") { $0.bound },
    ]
  }

  var claim: Claim { .f12SmoothLaws }
  var name: String {
    "\(problem.name), signs with noise tau=\(noise), "
      + (heldAgainst == .own ? "one neuron" : "the Gaussian bound")
  }

  /// A control needs an interval below the bound it refutes.
  private func samples(_ effort: Effort) -> Int {
    effort.pick(quick: heldAgainst == .own ? 500 : 5000, standard: 5000, thorough: 50_000)
  }

  /// Every risk given the neuron sums over all sign patterns; a quadrature has 16 places in a deviation of the noise.
  func cost(_ effort: Effort) -> Cost {
    let length = Double(problem.inputDimension)
    let places = 16 * (length.squareRoot() / noise + 9)
    let patterns = Double(1 << min(62, problem.inputDimension))
    let evaluations = Double(Self.codeBases.count) * (places + Double(samples(effort)))
    return Cost(seconds: evaluations * patterns * (10 + 4 * length) * 1e-9, bytes: 8 * patterns)
  }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try problem.problem()
    let decoders = try Self.codeBases.map { base in
      let weights = Self.powers(of: base, count: problem.inputDimension)
      let decoder = try F12SignDecoder(problem: problem, noise: noise, weights: weights)
      let certificate = try FirstLayerCertificate(
        problem: problem, weights: Matrix(rows: 1, columns: weights.count, elements: weights))
      return Row.Decoder(
        base: base, certificate: certificate.value, risk: decoder.risk(),
        sampled: try sampledRisk(decoder, trial, settings))
    }
    return Row(
      noise: noise, information: try information(), decoders: decoders,
      bound: try F2RiskLowerBound.value(problem: problem, width: 1))
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = try F12SmoothLawPredicate(problem: problem.problem(), information: information())
    return [
      Check(
        "quadrature",
        .all(
          row.decoders.map {
            predicate.judge(risk: .exactly($0.risk), certificate: $0.certificate)
          })),
      Check(
        "samples",
        .all(row.decoders.map { predicate.judge(risk: $0.sampled, certificate: $0.certificate) }),
        falseAlarm: row.decoders.reduce(0) { $0 + $1.sampled.falseAlarm }),
    ]
  }

  private func information() throws -> Double {
    switch heldAgainst {
    case .own: try SmoothTokenLaw.smoothedSigns(noise: noise).information()
    case .gaussian: try SmoothTokenLaw.gaussian.information()
    }
  }

  private static func powers(of base: Double, count: Int) -> [Double] {
    var power = 1.0
    return (0..<count).map { _ in
      defer { power *= base }
      return power
    }
  }

  /// The mean of the decoder's risk given the neuron, over sampled tokens; every neuron sees the same tokens.
  private func sampledRisk(_ decoder: F12SignDecoder, _ trial: Trial, _ settings: Settings) throws
    -> Measured
  {
    let law = TokenLaw.smoothedSigns(noise: noise)
    var stream = RandomStream(try trial.address(settings), step: 0)
    var tokens = [Double](repeating: 0, count: decoder.weights.count)
    let risks = (0..<samples(settings.effort)).map { _ in
      law.fill(&tokens, &stream)
      var neuron = 0.0
      for (weight, token) in zip(decoder.weights, tokens) { neuron += weight * token }
      return decoder.conditionalRisk(neuron: neuron)
    }
    return try EmpiricalBernstein.mean(
      of: risks, range: 0...(Double(decoder.problem.dimension) * (1 + 1e-9)),
      falseAlarm: claim.falseAlarmPerTrial / Double(Self.codeBases.count))
  }
}

/// The best decoder of the neuron (1, b) on two logistic tokens.
struct LogisticPairDecoder: Experiment {
  let slope: Double

  static let all: [any Experiment] = [0, 0.5, 1, 2].map { LogisticPairDecoder(slope: $0) }

  private static let problem = SmallProblem(2, 1, 1)

  struct Row: EvidenceRow {
    let information: Double
    let risk: Double
    let certificate: Double
    /// LB(1).
    let bound: Double

    static let columns: [Column<Row>] = [
      Column("information j") { $0.information },
      Column("best decoder's risk") { $0.risk },
      Column("certificate / j") { $0.certificate / $0.information },
      Column("LB(1) / j") { $0.bound / $0.information },
      Column("LB(1)") { $0.bound },
    ]
  }

  var claim: Claim { .f12SmoothLaws }
  var grade: Claim.Grade { .numerical }
  var name: String { "\(Self.problem.name), logistic, neuron (1, \(slope))" }
  func cost(_ effort: Effort) -> Cost { Cost(seconds: 0.05) }

  func run(_ trial: Trial, _ settings: Settings) throws -> Row {
    let problem = try Self.problem.problem()
    let certificate = try FirstLayerCertificate(
      problem: problem, weights: Matrix(rows: 1, columns: 2, elements: [1, slope]))
    return Row(
      information: try SmoothTokenLaw.logistic.information(), risk: try F12LogisticPair.risk(slope: slope),
      certificate: certificate.value, bound: try F2RiskLowerBound.value(problem: problem, width: 1))
  }

  func judge(_ row: Row) throws -> [Check] {
    let predicate = try F12SmoothLawPredicate(
      problem: Self.problem.problem(), information: SmoothTokenLaw.logistic.information())
    return [
      Check("quadrature", predicate.judge(risk: .exactly(row.risk), certificate: row.certificate))
    ]
  }
}

extension Measured {
  /// A number known without sampling.
  fileprivate static func exactly(_ value: Double) -> Measured {
    Measured(estimate: value, lower: value, upper: value, falseAlarm: 0)
  }
}
